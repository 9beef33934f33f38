"""The record of the newsroom: acts in one keyed chain, its head outside the database, tables that refuse to change.

`chain` writes, `head` keeps the newest act's digest beside the database, `guards` are the database's own triggers,
`lifting` is the one narrow way past them. What proves it all is `articles.proof`, what erases is `articles.erasing`.
"""

from articles.record.chain import adopt, digest_of, keys, text_digest, write, write_all
from articles.record.lifting import Lift, lifted

__all__ = ["Lift", "adopt", "digest_of", "keys", "lifted", "text_digest", "write", "write_all"]
