"""Makes tests/golden/studentised_range.csv. Needs Python with SciPy (apt: python3-scipy). Usage: studentised_range.py OUTPUT-FILE

SciPy and not R: ptukey is good to 1e-9 only from some 20 degrees of freedom on (4e-8 off at 5, 1.3e-5 at 2).
"""
import sys
import scipy
from scipy.stats import studentized_range

with open(sys.argv[1], "w") as out:
    out.write(f"# SciPy {scipy.__version__} scipy.stats.studentized_range.sf: bench/peers/studentised_range.py\nq,k,df,upper\n")
    for df in (2, 5, 20, 236, 17981):
        for k in (2, 3, 4, 10):
            for q in (0.1, 1, 2.5, 3.7, 6, 12):
                out.write(f"{q},{k},{df},{studentized_range.sf(q, k, df):.16g}\n")
