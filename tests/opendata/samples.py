"""Sample arguments of this app's addresses."""

from tests.consistency.world import World


def _dataset(world: World) -> dict[str, str]:
    return {"slug": "propositions"}


SAMPLES = {
    f"opendata:{name}": _dataset
    for name in ("dataset", "dataset_csv", "dataset_json", "dataset_xlsx", "dataset_parquet", "dataset_schema")
}
