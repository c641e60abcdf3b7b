"""Random walks through the pages' own controls, and whether their link opens what they show.

`controls` finds what a page can be asked for and does it, `shown` reads what a page shows, `walk`
puts the two together. Nothing here knows a control by its name.
"""
