"""CP-SAT solvers as this product uses them."""

from ortools.sat.python import cp_model


def solver_for(seconds: float, *, workers: int, seed: int = 1) -> cp_model.CpSolver:
    """A solver that stops after so many seconds of the wall clock, and gives the same answer for a seed.

    It leaves Ctrl-C alone: by itself OR-Tools takes SIGINT over and afterwards sets it to its default, so
    that a process which has solved anything would end at once instead of stopping its children in order.
    """
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    solver.parameters.catch_sigint_signal = False
    return solver
