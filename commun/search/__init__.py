"""Full-text search over everything that is public: each app declares what it gives in its `search.py`."""
