"""usage: check_workbook.py EDITION.xlsx [POSSIBLE]: real numbers, formulas for totals, and the right sum.

With POSSIBLE the workbook is of a day: the sum, in euros, of what is only possible on it.
"""
import re
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as book:
    assert book.testzip() is None
    sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    routes = ["De weg"] if len(sys.argv) == 2 else []  # of a day, there are none of what is only possible
    assert sheets == ["Samenvatting", "werken", "wonen", "welzijn", "Voortgang", *routes, "Toelichting"], sheets

    def sheet(name):
        return book.read(f"xl/worksheets/sheet{sheets.index(name) + 1}.xml").decode()

    if len(sys.argv) > 2:
        possible = float(sys.argv[2])
        sums = [float(re.findall(r"<f>SUM\([A-Z0-9:]+\)</f><v>([0-9.]+)</v>", sheet(name))[-1]) for name in sheets[1:4]]
        assert abs(sum(sums) - possible) < 0.005, sums
        assert "mogelijk samen" in book.read("xl/sharedStrings.xml").decode()
        assert f"<v>{possible:.0f}</v>" in sheet("Samenvatting"), sheet("Samenvatting")
        print("what is only possible adds up")
        sys.exit()
    total = 0.0
    for name in sheets[1:4]:
        cells = re.findall(r"<f>(SUM\([A-Z0-9:,]+\))</f><v>([0-9.]+)</v>", sheet(name))
        # The last formula of a sheet is the total of its totals.
        formula, value = cells[-1]
        print(name, formula, value)
        total += float(value)
        numbers = re.findall(r'<c r="[F-J]\d+"[^>]*><v>([0-9.]+)</v>', sheet(name))
        assert numbers, "amounts are numbers"
    assert abs(total - 15565188) < 0.005, total
    # What is left of the three reservations, as a formula on what they hold and what was awarded.
    left = re.findall(r"<f>[A-Z]+\d+-SUM\([A-Z0-9:]+\)</f><v>([0-9.]+)</v>", sheet("werken"))
    assert [float(one) for one in left] == [65000, 2245000, 4500000], left
    # The summary adds up lines as well as amounts: 16 of them in tranches 4 and 5.
    assert re.search(r"<f>SUM\(F5:F7\)</f><v>16</v>", sheet("Samenvatting")), sheet("Samenvatting")
    # A row of the route for each of them, below the heads; rows are as high as what wraps in them.
    rows = re.findall(r'<row r="(\d+)"[^>]* ht="([0-9.]+)"', sheet("De weg"))
    assert len(rows) == 16, rows
    assert all(float(height) >= 15 for _, height in rows)
print("the workbook adds up")
