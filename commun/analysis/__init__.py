"""Analysis of short French texts: offline, on a CPU, deterministic, explained.

Pure Python: neither Django nor any other app of ours, so that it can be measured, reused and replaced alone.

This package's light half (`values`, `personal_data`) needs only the standard library, and may be imported by a web
process. Its heavy half (encoding, grouping, near-duplicates, suggestions) needs numpy and scipy: it runs in a process
of its own, `python -m commun.analysis`, which reads a request in JSON and writes a result in JSON.
"""
