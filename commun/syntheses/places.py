"""Words that stand for pages of ours under /constats/, and so for no finding."""

RESERVED_SLUGS = frozenset({"synthese", "syntheses", "recommandations"})
