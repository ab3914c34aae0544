"""Council decisions, as the bodies publish them (SCDL "délibérations"): found, read, and cited as proof."""
