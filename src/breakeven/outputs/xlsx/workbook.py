def workbook():0
def write_workbook():0
