"""Every write of the exchange."""

from mingcha.foundation.exchange.actions.channels import (
    close_channel,
    confirm_channel,
    establish_channel,
    keep_keys,
    make_keys,
    propose_channel,
    release_keys,
)
from mingcha.foundation.exchange.actions.conflicts import open_past, settle_conflicts
from mingcha.foundation.exchange.actions.receipts import read_receipt, write_receipt
from mingcha.foundation.exchange.actions.receiving import apply_package, receive_package
from mingcha.foundation.exchange.actions.sending import release_package, write_package

__all__ = [
    "apply_package",
    "close_channel",
    "confirm_channel",
    "establish_channel",
    "keep_keys",
    "make_keys",
    "open_past",
    "propose_channel",
    "read_receipt",
    "receive_package",
    "release_keys",
    "release_package",
    "settle_conflicts",
    "write_package",
    "write_receipt",
]
