#!/usr/bin/env python3
"""Solves models in CP-SAT's JSON with OR-Tools (pip install ortools), as a yardstick.

    cp_sat_oracle.py SECONDS WORKERS

reads names of files, one a line, and prints "<status> <value> <bound> <seconds>" for each; value and bound are '-' where
there is none.
"""
import json
import sys

from ortools.sat.python import cp_model


def build(data):
    model = cp_model.CpModel()
    variables = [model.NewIntVarFromDomain(cp_model.Domain.FromFlatIntervals(v["domain"]), f"x{i}")
                 for i, v in enumerate(data["variables"])]
    booleans = {}

    def literal(ref):
        index = ref if ref >= 0 else -ref - 1
        if index not in booleans:
            booleans[index] = model.GetBoolVarFromProtoIndex(index)
        return booleans[index] if ref >= 0 else booleans[index].Not()

    def expression(e):
        return sum(c * variables[v] for v, c in zip(e["vars"], e["coeffs"])) + e.get("offset", 0)

    intervals = {}
    for number, constraint in enumerate(data["constraints"]):
        enforced = [literal(ref) for ref in constraint.get("enforcement_literal", [])]
        if "linear" in constraint:
            c = constraint["linear"]
            domain = cp_model.Domain.FromFlatIntervals(c["domain"])
            made = model.AddLinearExpressionInDomain(expression(c), domain) if c["vars"] else None
            if made is not None and enforced:
                made.OnlyEnforceIf(enforced)
        elif "bool_or" in constraint:
            made = model.AddBoolOr([literal(ref) for ref in constraint["bool_or"]["literals"]])
            if enforced:
                made.OnlyEnforceIf(enforced)
        elif "interval" in constraint:
            c = constraint["interval"]
            parts = expression(c["start"]), expression(c["size"]), expression(c["end"])
            intervals[number] = (model.NewOptionalIntervalVar(*parts, enforced[0], f"i{number}") if enforced
                                 else model.NewIntervalVar(*parts, f"i{number}"))
        elif "no_overlap" in constraint:
            model.AddNoOverlap([intervals[i] for i in constraint["no_overlap"]["intervals"]])
        elif "cumulative" in constraint:
            c = constraint["cumulative"]
            model.AddCumulative([intervals[i] for i in c["intervals"]], [expression(d) for d in c["demands"]],
                                expression(c["capacity"]))
        elif "reservoir" in constraint:
            c = constraint["reservoir"]
            model.AddReservoirConstraintWithActive(
                [expression(t) for t in c["time_exprs"]], [expression(d) for d in c["level_changes"]],
                [literal(ref) for ref in c["active_literals"]], c["min_level"], c["max_level"])
        else:
            sys.exit(f"constraint {number} is of no known kind")
    if "objective" in data:
        model.Minimize(expression(data["objective"]))
    return model


def answer(path, seconds, workers):
    with open(path) as file:
        model = build(json.load(file))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    solver.parameters.num_workers = workers
    status = solver.Solve(model)
    names = {cp_model.OPTIMAL: "proved_optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}
    has_answer = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    value = round(solver.ObjectiveValue()) if has_answer else "-"
    bound = round(solver.BestObjectiveBound()) if has_answer else "-"
    print(names.get(status, "unknown"), value, bound, f"{solver.WallTime():.4f}", flush=True)


for line in sys.stdin:
    answer(line.rstrip("\n"), float(sys.argv[1]), int(sys.argv[2]))
