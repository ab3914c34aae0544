"""Pure functions from what the queries give to what a page shows."""
