"""Search over what is public: headline, standfirst, names, topics, body. This is its door.

A publication keeps its folded words in order (`search_headline`, `search_text`) and, as a bag without order, all that
it can be found by (`search_tokens`): written with the row, so that they cannot drift. An engine (FTS5 on SQLite, GIN
on PostgreSQL) keeps an index of the bags inside the database, in the same transaction, and answers one question: which
publications have all of these, the newest first. What of that is public, and in which order people get it, is decided
here, the same on both databases (decision 34).
"""

from articles.search.excerpts import excerpt
from articles.search.finding import Found, Narrowed, authors_named, authors_near, count, find
from articles.search.indexing import folded, index
from articles.search.leaving import drop, leave
from articles.search.spelling import Correction, correct, forget, forget_words, learn, names_of

__all__ = [
    "Correction",
    "Found",
    "Narrowed",
    "authors_named",
    "authors_near",
    "correct",
    "count",
    "drop",
    "excerpt",
    "find",
    "folded",
    "forget",
    "forget_words",
    "index",
    "learn",
    "leave",
    "names_of",
]
