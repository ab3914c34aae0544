"""Small conversations in the shapes that Polis exports, written for these tests."""

import csv
import io

NEW = ("timestamp", "comment-id", "author-id", "agrees", "disagrees", "moderated", "is-meta", "is-seed",
       "group-informed-consensus", "comment-body")  # fmt: skip
OLD = ("timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated", "comment-body")

TEXTS = {
    "0": "La mairie doit dire quand une machine répond.",
    "2": "Une machine peut trier les demandes, pas les refuser.",
    "5": "Il faut, « avant tout », former les agents.",
    "7": "Achetez mon produit !",
}
MODERATED = {"0": 1, "2": 1, "5": 0, "7": -1}


def table(heads, rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return out.getvalue().encode()


def camps(voters=120):
    """(milliseconds, statement, voter, vote): two camps on statement 2, all for 0; two people vote again."""
    votes = [(1_700_000_000_000 + voter, "0", str(voter), 1) for voter in range(voters)]
    votes += [(1_700_000_100_000 + v, "2", str(v), 1 if v % 2 else -1) for v in range(voters)]
    votes += [(1_700_000_200_000 + v, "5", str(v), -1 if v % 2 else 1) for v in range(voters)]
    votes += [(1_700_000_300_000 + v, "7", str(v), -1) for v in range(3)]
    votes += [(1_700_000_400_000, "0", "3", -1), (1_700_000_500_000, "0", "3", 1), (1_700_000_600_000, "0", "4", 0)]
    return votes


def export(*, votes=None, heads=NEW, seconds=False, sign=1, xid=True, title="Quelle IA à Fontaine-les-Bains ?"):
    """The five files. The counters of `comments.csv` count each click, as those of Polis do."""
    votes = camps() if votes is None else votes
    clicks = {key: [0, 0] for key in TEXTS}
    last = {}
    for _at, statement, voter, value in sorted(votes):
        last[statement, voter] = value
        if value:
            clicks[statement][value < 0] += 1
    comments = []
    for key, text in TEXTS.items():
        row = {"timestamp": 1, "datetime": "x", "comment-id": key, "author-id": "9", "agrees": clicks[key][0],
               "disagrees": clicks[key][1], "moderated": MODERATED[key], "is-meta": "false", "is-seed": "true",
               "group-informed-consensus": 0.5, "comment-body": text}  # fmt: skip
        comments.append([row[head] for head in heads])
    voters = sorted({voter for _statement, voter in last}, key=int)
    first = ["participant", *(["xid"] if xid else []), "group-id", "n-comments", "n-votes", "n-agree", "n-disagree"]
    cells = [
        [voter, *([""] if xid else []), 0, 0, 0, 0, 0, *(last.get((key, voter), "") for key in TEXTS)]
        for voter in voters
    ]
    lines = [(at // 1000 if seconds else at, "x", s, v, sign * value) for at, s, v, value in votes]
    return {
        "summary.csv": table(("topic", title), [("url", "https://pol.is/exemple"), ("voters", len(voters)),
                                                 ("conversation-description", "Dites-nous.\n\nMerci.")]),
        "comments.csv": table(heads, comments),
        "votes.csv": table(("timestamp", "datetime", "comment-id", "voter-id", "vote"), lines),
        "participants-votes.csv": table([*first, *TEXTS], cells),
        "stats-history.csv": table(("n-votes", "n-comments", "n-visitors", "n-voters", "n-commenters"),
                                   [(0, 0, 1, 0, 0), (len(votes), 4, 130, len(voters), 2)]),
    }  # fmt: skip
