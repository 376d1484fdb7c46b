"""Whoever solves something can still be stopped in order."""

import subprocess
import sys

SOLVES = """
import os, signal
from ortools.sat.python import cp_model
from mingcha.foundation.solvers import solver_for

def stop(number, frame):
    raise KeyboardInterrupt

signal.signal(signal.SIGINT, stop)
model = cp_model.CpModel()
model.maximize(model.new_bool_var(""))
assert solver_for(5, workers=1).solve(model) == cp_model.OPTIMAL
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    print("stopped in order")
"""


def test_after_solving_ctrl_c_is_still_ours() -> None:
    done = subprocess.run([sys.executable, "-c", SOLVES], capture_output=True, text=True)
    assert done.stdout == "stopped in order\n", done
