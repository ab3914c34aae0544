"""Everything that changes the world here: verbs, one module for each part of the chain."""
