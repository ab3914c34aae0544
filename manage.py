#!/usr/bin/env python
"""What Django's tools expect to find; people use the `commun` command."""

from commun.__main__ import main

if __name__ == "__main__":
    main()
