"""Small tables made for the tests, as text that a test can change."""

from __future__ import annotations

POPULATION = """\
Code,Name,65-74,75-84,85+
E06000101,"Upton, City of",26900,16300,6750
E06000102,Lowton,13450,8150,3375
E10000103,Farshire,80700,48900,20250
"""

DELAYS = """\
fy,Code,Name,assessment,public_funding,further_nhs,residential,nursing,home_package,equipment,choice,disputes,housing,total,nhs,social_care,both
2011,E06000101,Upton,1000,600,1500,900,800,700,250,2200,160,100,8210,5200,2600,410
2011,E06000102,Lowton,700,150,600,450,400,300,100,0,60,100,2860,1900,800,160
2012,E06000101,Upton,1200,600,1500,900,800,700,250,2200,160,100,8410,5400,2600,410
"""

LONG = """\
Area code,Council,Care type,Reason for delay,Responsible organisation,Delayed days
E06000101,Upton,Acute,A) Awaiting completion of assessment,NHS,600
E06000101,Upton,Acute,A) Awaiting completion of assessment,Social Care,300
E06000101,Upton,Acute,A) Awaiting completion of assessment,Both,100
E06000101,Upton,Non-acute,A) Awaiting completion of assessment,NHS,20
E06000101,Upton,Acute,G) Patient or family choice,NHS,"1,200"
E06000101,Upton,Non-acute,G) Patient or family choice,Social Care,400
E06000102,Lowton,Acute,G) Patient or family choice,NHS,50
"""

SPEND = """\
Council,Home care gross (£000),Residential net (£000),Nursing (GBP),Meals (£000)
Upton,13000,9000,8000000,400
Lowton,7000,4600,3500000,200
"""

UNIT_COSTS = """\
Council,Home care per hour,Residential care per week,Nursing care per week,Reimbursement charge
Upton,13.02,490,523,120
Lowton,14,560,600,100
"""

PRICE_LIST = """\
year,item,activity,unit_cost_gbp
2014-15,"excess bed day, all HRGs",3000,300
2014-15,"excess bed day, all HRGs",1000,340
2014-15,Intermediate Care Bed Based Services,900,282.26
2014-15,District Nurse,5,37
2015-16,"excess bed day, all HRGs",3000,310
"""
