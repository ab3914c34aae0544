"""EcoIndex of a page in a cold Chromium.

Formula and quantiles of GreenIT-Analysis (cnumr, AGPL-3.0-or-later, script/ecoIndex.js); grades of 2022: A above 80.
SVG children are left out of the count of elements, as the official tool does; `dom_with_svg` has them.
"""

from dataclasses import dataclass

from playwright.sync_api import Browser

DOM = (0, 47, 75, 159, 233, 298, 358, 417, 476, 537, 603, 674, 753, 843, 949, 1076, 1237, 1459, 1801, 2479, 594601)
REQUESTS = (0, 2, 15, 25, 34, 42, 49, 56, 63, 70, 78, 86, 95, 105, 117, 130, 147, 170, 205, 281, 3920)
KILOBYTES = (
    0, 1.37, 144.7, 319.53, 479.46, 631.97, 783.38, 937.91, 1098.62, 1265.47, 1448.32, 1648.27, 1876.08, 2142.06,
    2465.37, 2866.31, 3401.59, 4155.73, 5400.08, 8037.54, 223212.26,
)  # fmt: skip
GRADES = ((80, "A"), (70, "B"), (55, "C"), (40, "D"), (25, "E"), (10, "F"))


@dataclass(frozen=True)
class Weight:
    """What one page costs a visitor who comes for the first time."""

    requests: int
    kilobytes: float
    dom: int
    dom_with_svg: int
    strangers: int

    @property
    def score(self) -> float:
        quantiles = 3 * _rank(DOM, self.dom) + 2 * _rank(REQUESTS, self.requests) + _rank(KILOBYTES, self.kilobytes)
        return round(100 - 5 * quantiles / 6, 1)

    @property
    def grade(self) -> str:
        return next((grade for bound, grade in GRADES if self.score > bound), "G")


def _rank(quantiles: tuple[float, ...], value: float) -> float:
    for index in range(1, len(quantiles)):
        if value < quantiles[index]:
            return index - 1 + (value - quantiles[index - 1]) / (quantiles[index] - quantiles[index - 1])
    return len(quantiles) - 1


def weigh(browser: Browser, url: str) -> Weight:
    """Load `url` in a new profile and count what crossed the network."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: list[float] = []
    asked: list[str] = []
    session.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    page.goto(url, wait_until="networkidle")
    dom_with_svg = int(page.evaluate("document.querySelectorAll('*').length"))
    svg = int(page.evaluate("document.querySelectorAll('svg *').length"))
    context.close()
    origin = "/".join(url.split("/")[:3])
    asked = [one for one in asked if not one.startswith("data:")]
    return Weight(
        requests=len(asked),
        kilobytes=round(sum(received) / 1000, 1),
        dom=dom_with_svg - svg,
        dom_with_svg=dom_with_svg,
        strangers=sum(not one.startswith(origin) for one in asked),
    )
