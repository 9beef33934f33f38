"""How often pages were read: what an address shows (`places`), adding what was counted (`adding`), by the server or
from a proxy's log (`logs`), and what the desk and readers may know of it (`asking`). Sums alone, of nobody."""
