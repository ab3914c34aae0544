"""Mails that a mail server leaves in a folder (Maildir): each is read once, then put away."""

import mailbox
from collections.abc import Callable
from pathlib import Path


def read_new(folder: Path, take: Callable[[bytes], bool]) -> tuple[int, int]:
    """Give each mail of `new/` to `take`, then put it in `cur/`. How many it took, of how many that were read.

    What stops in the middle leaves the rest in `new/`; a mail may be given twice, never passed over.
    """
    box = mailbox.Maildir(str(folder), create=False)
    taken = read = 0
    for key, mail in list(box.items()):
        if mail.get_subdir() != "new":
            continue
        taken += take(box.get_bytes(key))
        read += 1
        mail.set_subdir("cur")
        mail.add_flag("S")
        box[key] = mail
    return taken, read
