"""The `commun` command: Django's management commands, and ours."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(["commun", *sys.argv[1:]])


if __name__ == "__main__":
    main()
