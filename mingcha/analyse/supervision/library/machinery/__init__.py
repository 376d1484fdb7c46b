"""Models on farm machinery."""

from mingcha.analyse.supervision.library.machinery import m19_idle_machines

FILES = (m19_idle_machines,)
