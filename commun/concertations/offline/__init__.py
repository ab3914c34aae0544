"""The canevas away from the site: written as a spreadsheet or a document, read back, compared, then imported."""
