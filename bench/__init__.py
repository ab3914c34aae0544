"""Benchmarks against the peers: each is a command with a line in the README."""
