"""The tables of notify's read model, and the questions that api and web ask them. They know no fact and no HTTP."""

from typing import Final

from services.notify.tables.rows import Campaign, Cause, Chosen, Delivery, Endings, Post, Reminded, Told, Unit, Worded

TABLES: Final = (Campaign, Unit, Post, Endings, Told, Cause, Reminded, Delivery, Chosen, Worded)
