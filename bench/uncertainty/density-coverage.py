#!/usr/bin/env python3
"""Do the prediction bounds of densities hold what they say on held-out profiles?

usage: density-coverage.py OUTPUT_FOLDER/coverage.csv      (made by `soilbeta train STUDY.yml`)
Prints the share inside of the 90 % and 95 % prediction interval, in brackets by how many standard errors it misses
(binomial, by site), and what is asked of folds of sites: all together 90 +- 3 % (95 +- 3 %), each ecosystem within two errors.
"""
import csv
import sys

rows = [row for row in csv.DictReader(open(sys.argv[1])) if row["interval"] == "prediction"]
designs = [d for d in dict.fromkeys(row["design"] for row in rows)]
codes = [c for c in dict.fromkeys(row["ecosystem"] for row in rows)]
failed = 0


def find(**wanted):
    return next((row for row in rows if all(row[key] == value for key, value in wanted.items())), None)


def cell(row):
    return f"{100 * float(row['covered']):.1f} ({(float(row['covered']) - float(row['nominal'])) / float(row['standard_error']):+.1f})"


for design in designs:
    print(f"\n{design}\n| quantity | {' | '.join(f'{code} 90 %, 95 %' for code in codes)} | n | inside the area | outside, n |")
    print("|" + "---|" * (len(codes) + 4))
    for quantity in dict.fromkeys(row["quantity"] for row in rows):
        cells = []
        for code in codes:
            pair = [find(design=design, quantity=quantity, ecosystem=code, area="all", nominal=nominal) for nominal in ("0.9", "0.95")]
            cells.append(", ".join(cell(row) if row else "-" for row in pair))
            for row in pair:
                if row is None or not design.startswith("site-"):
                    continue
                miss = float(row["covered"]) - float(row["nominal"])
                if abs(miss) > (0.03 if code == "ALL" else 2 * float(row["standard_error"])):
                    failed += 1
                    print(f"misses: {design}, {quantity}, {code}, {row['nominal']}: {row['covered']}")
        last = "ALL" if "ALL" in codes else codes[0]
        all_ = find(design=design, quantity=quantity, ecosystem=last, area="all", nominal="0.9")
        parts = [find(design=design, quantity=quantity, ecosystem=last, area=area, nominal="0.9") for area in ("inside", "outside")]
        print(f"| {quantity} | {' | '.join(cells)} | {all_['n'] if all_ else '-'} | {cell(parts[0]) if parts[0] else '-'} | {cell(parts[1]) + ', ' + parts[1]['n'] if parts[1] else '-'} |")
print(f"\nfolds of sites: {failed} shares miss what is asked of them")
sys.exit(1 if failed else 0)
