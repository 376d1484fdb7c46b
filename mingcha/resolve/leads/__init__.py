"""Leads: handed over by letter, signed for, disposed of, closed.

Owns Lead, LeadTransfer and LeadResult. The person a lead is about is kept sealed.
"""
