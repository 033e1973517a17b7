"""A casebook small enough to draw: two twinned ports, their mayors' offices, an association, one ministry.

Otaru 小樽 ──partners── Nakhodka Находка
  │ funds                    ▲
  ▼                          │ proposes (enabled by the twinning)
Friendship Society ──────────┘         Otaru ──requests──▶ Ministry
"""

from __future__ import annotations

import hashlib
from pathlib import Path

TEXT = (
    "Otaru and Nakhodka became sister cities in 1966. The Friendship Society, paid by Otaru, proposed a ferry "
    "to Nakhodka in spring 1989. Five months later Otaru asked the Ministry for a licence. "
    "The ferry carried 120 people in 1990."
)


def _passage(number: int, fragment: str) -> str:
    start = TEXT.index(fragment)
    digest = hashlib.sha256(fragment.encode()).hexdigest()
    return f"p-{number},leaflet,paragraph 1,{start},{start + len(fragment)},{digest},,,,,"


CODEBOOK = """title = "Harbour towns"
home = "JP"

[window]
start = "1960"
end = "1995"

[[cases]]
id = "ferry"
name = "The ferry"
home = "JP"

[[cases]]
id = "fish"
name = "The fish market"
home = "JP"

[[episodes]]
id = "licence"
name = "Ferry licence"
case = "ferry"
roles = ["fund_raising"]
decision = "e-start"

[[periods]]
id = "before"
name = "before the ferry"
case = "ferry"
start = "1960"
end = "1989"

[[issues]]
id = "transport"
name = "Transport"

[[policies]]
id = "ferry-line"
name = "A regular ferry"

[[relations]]
id = "partners"
name = "is twinned with"
forward = ["claim", "information"]
reverse = ["claim", "information"]
symmetric = true

[[relations]]
id = "proposes"
name = "proposes to"
forward = ["claim"]

[[relations]]
id = "requests"
name = "asks"
forward = ["claim"]

[[relations]]
id = "funds"
name = "pays"
forward = ["money"]

[[items]]
id = "fund_raising"
dimension = "sustainability"
reaches = ["national_government"]

[[classes]]
id = "home_local_government"
name = "home local governments"
sectors = ["local_government"]
territory = "home"
"""

FILES = {
    "codebook.toml": CODEBOOK,
    "sources.json": '[{"id": "leaflet", "type": "book", "title": "Leaflet", "custom": {"reporter": "self"}}]',
    "passages.csv": "\n".join(
        [
            "id,source,locator,start,end,sha256,cites,quote,before,after,note",
            _passage(1, "Otaru and Nakhodka became sister cities in 1966."),
            _passage(
                2, "The Friendship Society, paid by Otaru, proposed a ferry to Nakhodka in spring 1989."
            ),
            _passage(3, "Five months later Otaru asked the Ministry for a licence."),
            _passage(4, "The ferry carried 120 people in 1990."),
        ]
    ),
    "support.csv": """record,passage,stance,explicitness,coder
c-fund,p-2,supports,implied,kim
e-start,p-4,supports,explicit,kim
en-1,p-2,supports,implied,kim
ministry,p-3,supports,explicit,kim
nakhodka,p-1,supports,explicit,kim
o-1,p-3,supports,explicit,kim
otaru,p-1,supports,explicit,kim
po-1,p-3,supports,explicit,kim
q-people,p-4,supports,explicit,kim
society,p-2,supports,explicit,kim
t-ask,p-3,supports,explicit,kim
t-fund,p-2,supports,explicit,kim
t-propose,p-2,supports,explicit,kim
t-twin,p-1,supports,explicit,kim
x-1,p-2,supports,explicit,kim""",
    "actors.csv": """id,name,kind,sector,tier,territory,belonging,motive,founded,dissolved,case
ministry,Ministry of Transport,organisation,national_government,national,JP,,,,,ferry
nakhodka,City of Nakhodka,organisation,local_government,local,SU,,,,,ferry
otaru,City of Otaru,organisation,local_government,local,JP,,,,,ferry
society,Otaru–Nakhodka Friendship Society,organisation,affiliated_body,local,JP,,principled,1967,,ferry""",
    "names.csv": """id,actor,name,language,kind,start,end,source,note
n-1,nakhodka,Находка,ru,other_script,,,leaflet,
n-2,otaru,小樽市,ja,other_script,,,leaflet,""",
    "attributes.csv": """id,record,field,value,start,start_printed,end,end_printed,weight,status,note
x-1,society,funded_by,otaru,1967,,..,,,asserted,""",
    "ties.csv": """id,from,to,relation,mode,kind,start,start_printed,end,case,issues,certainty,amount,currency
t-ask,otaru,ministry,requests,2,event,1989,Five months later,,ferry,transport,0.9,,
t-fund,otaru,society,funds,4,standing,1967,,..,ferry,,0.9,,
t-propose,society,nakhodka,proposes,2,event,1989-21,spring 1989,,ferry,transport,0.95,,
t-twin,otaru,nakhodka,partners,4,standing,1966,,..,ferry,,0.95,,""",
    "events.csv": """id,name,kind,start,start_printed,end,case,issues,place,venue,host,replaces,status,certainty,note
e-start,First ferry,opening,1990,,,ferry,transport,,,otaru,,asserted,0.9,""",
    "participants.csv": """id,event,actor,role
pt-1,e-start,otaru,host
pt-2,e-start,society,participant""",
    "enabling.csv": """id,record,group,enabler,status,certainty,note
en-1,t-propose,g1,t-twin,inferred,0.8,""",
    "order.csv": """id,earlier,later,min_lag,max_lag,printed
o-1,t-propose,t-ask,P4M,P6M,Five months later""",
    "positions.csv": """id,actor,policy,kind,stance,step,date,case,episode,asked,obtained,beneficiary
po-1,otaru,ferry-line,statement,1,position,1989,ferry,licence,a licence,,society""",
    "quantities.csv": """id,about,measure,value,unit,when
q-people,e-start,people carried,120,people,1990""",
    "codings.csv": """id,coder,case,period,item,provider,score,confidence
c-fund,kim,ferry,before,fund_raising,otaru,2,medium""",
    "searches.csv": """id,question,source,about,result
s-1,Did the Ministry answer?,leaflet,t-ask,not_found""",
    "doubts.csv": """id,record,kind,reason,source
d-1,t-ask,ambiguous,the year of the request follows only from the lag,""",
}


def harbour(folder: Path, **changed: str | bytes | None) -> Path:
    """Write the casebook; `ties="…"` replaces ties.csv, None leaves the file out."""
    files: dict[str, str | bytes | None] = dict(FILES)
    for name, content in changed.items():
        files[next(file for file in files if file.split(".")[0] == name)] = content
    for name, content in files.items():
        if content is not None:
            data = content if isinstance(content, bytes) else (content.rstrip("\n") + "\n").encode()
            (folder / name).write_bytes(data)
    return folder
