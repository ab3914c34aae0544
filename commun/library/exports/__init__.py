"""Our sheets in the standards of the peers' registers, each declared in its module."""

from commun.library.exports.atrs import ATRS
from commun.library.exports.dutch import DUTCH
from commun.library.exports.eurocities import EUROCITIES
from commun.library.exports.standard import Standard

STANDARDS: dict[str, Standard] = {one.slug: one for one in (ATRS, DUTCH, EUROCITIES)}
