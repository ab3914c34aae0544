"""The engines behind `commun.search.backend`: tantivy in process, OpenSearch over the network."""
