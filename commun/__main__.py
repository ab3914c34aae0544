"""The `commun` command: Django's management commands, and ours."""

import os
import sys

from django.core.management import execute_from_command_line
from django.db import DatabaseError

from commun.core.full_disk import NoRoom, is_full


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        execute_from_command_line(["commun", *command_line(sys.argv[1:])])
    except (OSError, DatabaseError) as fault:
        if not is_full(fault):
            raise
        sys.exit(NoRoom().message)


def command_line(words: list[str]) -> list[str]:
    """People write `commun load-territories` and `commun import library FILE`; Django names a command after its module,
    `load_territories`, `import_library`."""
    if words[:1] == ["import"] and len(words) > 1 and not words[1].startswith("-"):
        words = [f"import-{words[1]}", *words[2:]]
    return [words[0].replace("-", "_"), *words[1:]] if words and not words[0].startswith("-") else words


if __name__ == "__main__":
    main()
