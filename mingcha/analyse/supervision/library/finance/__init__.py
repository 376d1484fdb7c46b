"""Models on units' accounts."""

from mingcha.analyse.supervision.library.finance import m36_allowances, m37_vague_invoices, m38_hidden_money

FILES = (m36_allowances, m37_vague_invoices, m38_hidden_money)
