"""The news of the catalogue are read as if what a test writes was committed."""

from tests.following.streams import horizon_of_this_database

__all__ = ["horizon_of_this_database"]
