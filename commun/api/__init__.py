"""The JSON API: every public record, the same rows as the files of the open data, described by OpenAPI."""
