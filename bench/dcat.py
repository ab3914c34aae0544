"""`python -m bench.dcat SHAPES.ttl [ADDRESS]`: the catalogue judged by SHACL shapes that are not ours to publish.

The official ones of DCAT-AP 3.0.0 are in SEMICeu/DCAT-AP, under `releases/3.0.0/`. Without an address, the catalogue is
that of the data folder (COMMUN_DATA_DIR). Prints each violation, by path and by number; fails when there is one.
"""

import argparse
import os
from collections import Counter
from pathlib import Path

import django
from pyshacl import validate
from rdflib import Graph, Namespace
from rdflib.namespace import RDF

SH = Namespace("http://www.w3.org/ns/shacl#")


def violations(catalogue: Graph, shapes: Path) -> Counter[str]:
    """How many of each: how grave, the path that is wrong, and what is said of it (but of which node)."""
    _conforms, report, _said = validate(catalogue, shacl_graph=Graph().parse(shapes), advanced=True)
    assert isinstance(report, Graph)
    found: Counter[str] = Counter()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        path = report.value(result, SH.resultPath)
        severity = str(report.value(result, SH.resultSeverity)).rpartition("#")[2]
        message = str(report.value(result, SH.resultMessage)).partition(" on <")[0]
        found[f"{severity}, {path} : {message}"] += 1
    return found


def own_catalogue() -> Graph:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from commun.opendata.views.dcat import graph_of_everything  # once Django is ready

    return graph_of_everything()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("shapes", type=Path, nargs="+")
    parser.add_argument("--address", help="a catalogue served elsewhere")
    arguments = parser.parse_args()
    catalogue = Graph().parse(arguments.address) if arguments.address else own_catalogue()
    print(f"{len(catalogue)} triplets")
    wrong = 0
    for shapes in arguments.shapes:
        found = violations(catalogue, shapes)
        wrong += sum(found.values())
        print(f"{shapes.name} : {sum(found.values())} remarques")
        for what, times in found.most_common():
            print(f"  {times} × {what}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
