"""The stream is read as if what this test writes was committed."""

from tests.following.streams import horizon_of_this_database

__all__ = ["horizon_of_this_database"]
