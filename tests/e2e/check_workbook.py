"""usage: check_workbook.py EDITION.xlsx: real numbers, formulas for totals, and the right sum."""
import re
import sys
import zipfile

with zipfile.ZipFile(sys.argv[1]) as book:
    assert book.testzip() is None
    sheets = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
    assert sheets == ["Samenvatting", "werken", "wonen", "welzijn", "Toelichting"], sheets
    total = 0.0
    for number, name in enumerate(sheets[1:4], start=2):
        xml = book.read(f"xl/worksheets/sheet{number}.xml").decode()
        cells = re.findall(r"<f>(SUM\([A-Z0-9:,]+\))</f><v>([0-9.]+)</v>", xml)
        # The last formula of a sheet is the total of its totals.
        formula, value = cells[-1]
        print(name, formula, value)
        total += float(value)
        numbers = re.findall(r'<c r="[F-J]\d+"[^>]*><v>([0-9.]+)</v>', xml)
        assert numbers, "amounts are numbers"
    assert abs(total - 15565188) < 0.005, total
print("the workbook adds up")
