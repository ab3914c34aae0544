"""What the pages and the figures read: keyword-only functions, frozen dataclasses out, a known number of queries."""
