"""What the demo newsroom has besides people: sections, tags, a newsletter, and the newsroom's own texts.

Plain data. Every ``names``, ``descriptions``, ``name``, ``tagline`` and page text is a dict by language
code (``en``, ``ar``, ``ckb``). Page texts are paragraphs separated by one blank line.
"""

from typing import Any

SECTIONS: list[dict[str, Any]] = [
    {
        "slug": "news",
        "names": {"en": "News", "ar": "أخبار", "ckb": "هەواڵ"},
        "descriptions": {
            "en": "What happened today, and what it means.",
            "ar": "ما جرى اليوم وما يعنيه.",
            "ckb": "ئەمڕۆ چی ڕووی دا و واتای چییە.",
        },
    },
    {
        "slug": "politics",
        "names": {"en": "Politics", "ar": "سياسة", "ckb": "سیاسەت"},
        "descriptions": {
            "en": "Councils, parliaments, and the decisions that reach your street.",
            "ar": "المجالس والبرلمانات والقرارات التي تصل إلى شارعكم.",
            "ckb": "ئەنجوومەن و پەرلەمان و ئەو بڕیارانەی دەگەنە کۆڵانەکەتان.",
        },
    },
    {
        "slug": "culture",
        "names": {"en": "Culture", "ar": "ثقافة", "ckb": "کولتوور"},
        "descriptions": {
            "en": "Music, books and crafts, and the people who keep them alive.",
            "ar": "الموسيقى والكتب والحرف، ومن يُبقونها حية.",
            "ckb": "مۆسیقا و کتێب و پیشەی دەستی، لەگەڵ ئەوانەی زیندوو ڕایاندەگرن.",
        },
    },
    {
        "slug": "business",
        "names": {"en": "Business", "ar": "اقتصاد", "ckb": "ئابووری"},
        "descriptions": {
            "en": "Markets, work and prices, told so that they can be used.",
            "ar": "الأسواق والعمل والأسعار، بلغة ينتفع بها القارئ.",
            "ckb": "بازاڕ و کار و نرخ، بە زمانێک کە بە کەڵکی خوێنەر بێت.",
        },
    },
    {
        "slug": "sport",
        "names": {"en": "Sport", "ar": "رياضة", "ckb": "وەرزش"},
        "descriptions": {
            "en": "Large games and small clubs.",
            "ar": "المباريات الكبيرة والأندية الصغيرة.",
            "ckb": "یارییە گەورەکان و یانە بچووکەکان.",
        },
    },
]

TAGS: list[dict[str, Any]] = [
    {
        "slug": "iraq",
        "names": {"en": "Iraq", "ar": "العراق", "ckb": "عێراق"},
    },
    {
        "slug": "kurdistan-region",
        "names": {"en": "Kurdistan Region", "ar": "إقليم كردستان", "ckb": "هەرێمی کوردستان"},
    },
    {
        "slug": "united-states",
        "names": {"en": "United States", "ar": "الولايات المتحدة", "ckb": "ویلایەتە یەکگرتووەکان"},
    },
    {
        "slug": "how-we-work",
        "names": {"en": "How we work", "ar": "كيف نعمل", "ckb": "چۆن کار دەکەین"},
    },
    {
        "slug": "corrections",
        "names": {"en": "Corrections", "ar": "تصحيحات", "ckb": "ڕاستکردنەوە"},
    },
    {
        "slug": "embargoes",
        "names": {"en": "Embargoes", "ar": "حظر النشر", "ckb": "ڕاگرتنی بڵاوکردنەوە"},
    },
    {
        "slug": "front-page",
        "names": {"en": "Front page", "ar": "الصفحة الأولى", "ckb": "لاپەڕەی یەکەم"},
    },
    {
        "slug": "privacy",
        "names": {"en": "Privacy", "ar": "الخصوصية", "ckb": "تایبەتمەندی"},
    },
    {
        "slug": "languages",
        "names": {"en": "Languages", "ar": "لغات", "ckb": "زمانەکان"},
    },
    {
        "slug": "transport",
        "names": {"en": "Transport", "ar": "النقل", "ckb": "گواستنەوە"},
    },
    {
        "slug": "libraries",
        "names": {"en": "Libraries", "ar": "مكتبات", "ckb": "کتێبخانەکان"},
    },
    {
        "slug": "birds",
        "names": {"en": "Birds", "ar": "طيور", "ckb": "باڵندە"},
    },
    {
        "slug": "music",
        "names": {"en": "Music", "ar": "موسيقى", "ckb": "مۆسیقا"},
    },
    {
        "slug": "markets",
        "names": {"en": "Markets", "ar": "أسواق", "ckb": "بازاڕەکان"},
    },
    {
        "slug": "food",
        "names": {"en": "Food", "ar": "طعام", "ckb": "خواردن"},
    },
    {
        "slug": "football",
        "names": {"en": "Football", "ar": "كرة القدم", "ckb": "تۆپی پێ"},
    },
    {
        "slug": "chess",
        "names": {"en": "Chess", "ar": "شطرنج", "ckb": "شەترەنج"},
    },
    {
        "slug": "schools",
        "names": {"en": "Schools", "ar": "مدارس", "ckb": "قوتابخانەکان"},
    },
    {
        "slug": "environment",
        "names": {"en": "Environment", "ar": "البيئة", "ckb": "ژینگە"},
    },
    {
        "slug": "farming",
        "names": {"en": "Farming", "ar": "الزراعة", "ckb": "کشتوکاڵ"},
    },
    {
        "slug": "cinema",
        "names": {"en": "Cinema", "ar": "سينما", "ckb": "سینەما"},
    },
    {
        "slug": "cycling",
        "names": {"en": "Cycling", "ar": "دراجات", "ckb": "پاسکیل"},
    },
    {
        "slug": "crafts",
        "names": {"en": "Crafts", "ar": "حرف", "ckb": "پیشەی دەستی"},
    },
    {
        "slug": "city-life",
        "names": {"en": "City life", "ar": "حياة المدينة", "ckb": "ژیانی شار"},
    },
]

# The seed story comes as a page's text, which names no tags.
SEED_TAGS = ("iraq", "kurdistan-region", "united-states")

NEWSLETTERS: list[dict[str, Any]] = [
    {
        "slug": "daily",
        "names": {"en": "The Daily", "ar": "النشرة اليومية", "ckb": "نامەی ڕۆژانە"},
        "descriptions": {
            "en": "The day’s most important stories in one short letter, every evening at six.",
            "ar": "أهم أخبار اليوم في رسالة قصيرة واحدة، كل مساء عند السادسة.",
            "ckb": "گرنگترین هەواڵەکانی ڕۆژ لە نامەیەکی کورتدا، هەموو ئێوارەیەک کاتژمێر شەش.",
        },
    },
]

NEWSROOM: dict[str, dict[str, str]] = {
    "name": {"en": "The Newsroom", "ar": "غرفة الأخبار", "ckb": "ژووری هەواڵ"},
    "tagline": {
        "en": "Reported with care, corrected in the open",
        "ar": "أخبار بعناية، وتصحيح علني",
        "ckb": "هەواڵ بە وردی، ڕاستکردنەوە بە ئاشکرا",
    },
    "about": {
        "en": "The Newsroom reports from the Kurdistan Region and Iraq in three languages. Each "
        "edition has editors of its own, who decide for themselves what stands on their front page.\n\n"
        "We are a small house. Our reporters say where they are writing from, who told them what, and "
        "what they do not know. Stories are read by a second person before they appear.\n\n"
        "This is a demonstration. Its people are invented, and so are almost all of its stories; they "
        "show what this software does with text, pictures and languages. If you run a newsroom, you "
        "can replace everything here with your own work.",
        "ar": "تنقل غرفة الأخبار أخبار إقليم كردستان والعراق بثلاث لغات. ولكل طبعة محرروها، وهم يقررون "
        "بأنفسهم ما يتصدر صفحتها الأولى.\n\n"
        "نحن دار صغيرة. يذكر مراسلونا من أين يكتبون، ومن أخبرهم بماذا، وما الذي لا يعرفونه. ويقرأ كل "
        "خبر شخص ثانٍ قبل أن يظهر.\n\n"
        "هذه نسخة للعرض. أشخاصها متخيَّلون، وكذلك جميع أخبارها تقريباً، والغرض منها أن تُظهر ما يفعله "
        "هذا البرنامج بالنصوص والصور واللغات. فإذا كنتم تديرون غرفة أخبار فبوسعكم أن تستبدلوا بكل ما "
        "هنا عملكم.",
        "ckb": "ژووری هەواڵ بە سێ زمان هەواڵی هەرێمی کوردستان و عێراق دەگوازێتەوە. هەر چاپێک دەستەی "
        "نووسەرانی خۆی هەیە و خۆیان بڕیار دەدەن چی لە لاپەڕەی یەکەمیاندا بێت.\n\n"
        "دامەزراوەیەکی بچووکین. پەیامنێرەکانمان دەڵێن لە کوێوە دەنووسن، کێ چی پێ گوتوون، و چی نازانن. "
        "هەموو هەواڵێک پێش بڵاوکردنەوە کەسێکی دووەم دەیخوێنێتەوە.\n\n"
        "ئەمە نموونەیە. کەسەکانی خەیاڵین و نزیکەی هەموو هەواڵەکانیشی هەروا. بۆ ئەوەیە پیشان بدات ئەم "
        "بەرنامەیە چی بە دەق و وێنە و زمان دەکات. ئەگەر ژووری هەواڵ بەڕێوە دەبەن، دەتوانن کاری خۆتان "
        "لە شوێنی هەموو ئەمانە دابنێن.",
    },
    "ethics": {
        "en": "We publish what we have checked and say where it comes from. Someone who is accused of "
        "something is asked for an answer, and given time to give one. We pay nobody for information "
        "and accept no gifts.\n\n"
        "Opinion is labelled as opinion. Advertising does not look like a story. A reporter who has a "
        "personal interest in a subject says so and does not write about it.\n\n"
        "Pictures show what was there. We crop them, but we add nothing and remove nothing, and a "
        "drawing is called a drawing. A person may use our work, and quarrel with it, without telling "
        "us who they are.",
        "ar": "ننشر ما تحققنا منه ونذكر مصدره. ومن يُتهم بأمر نسأله عن رده ونمهله ليرد. لا ندفع لأحد "
        "مقابل معلومة، ولا نقبل الهدايا.\n\n"
        "الرأي يُكتب عليه أنه رأي، والإعلان لا يشبه الخبر. وإذا كانت للصحفي مصلحة شخصية في موضوع صرّح "
        "بها ولم يكتب فيه.\n\n"
        "الصور تُظهر ما كان. نقصّ أطرافها لكننا لا نضيف إليها ولا نحذف منها شيئاً، والرسم نسميه رسماً. "
        "ولكل إنسان أن يقرأ عملنا وأن يخالفنا فيه من غير أن يخبرنا من هو.",
        "ckb": "ئەوە بڵاو دەکەینەوە کە لێی دڵنیا بووینەتەوە و دەڵێین لە کوێوە هاتووە. کەسێک تۆمەتێکی "
        "درابێتە پاڵ، داوای وەڵامی لێ دەکەین و کاتی دەدەینێ. پارە بۆ زانیاری بە کەس نادەین و دیاری "
        "وەرناگرین.\n\n"
        "بۆچوون بە ناوی بۆچوونەوە دەنووسرێت و ڕیکلام لە هەواڵ ناچێت. ڕۆژنامەنووسێک بەرژەوەندیی کەسیی "
        "لە بابەتێکدا هەبێت، ئاشکرای دەکات و لەسەری نانووسێت.\n\n"
        "وێنە ئەوە پیشان دەدات کە هەبووە. قەراغەکانی دەبڕین، بەڵام نە هیچی لێ زیاد دەکەین و نە هیچی لێ "
        "کەم دەکەینەوە، وێنەی کێشراویش ناو دەنێین وێنەی کێشراو. هەر کەسێک دەتوانێت کارەکانمان "
        "بخوێنێتەوە و ڕەخنەیان لێ بگرێت بێ ئەوەی پێمان بڵێت کێیە.",
    },
    "corrections": {
        "en": "We correct mistakes quickly and in the open. Anything that changes what a reader would "
        "believe, such as a name, a number, a date or a quotation, gets a note on the story that says "
        "what was wrong, what is right, and when we changed it.\n\n"
        "All such notes are gathered here, with the newest first. Slips of spelling are mended without "
        "a note.\n\n"
        "If you have found a mistake, write to the desk and name the story. An editor who did not "
        "write it will look into it and answer you. We do not remove stories in silence: one that is "
        "withdrawn keeps its address, which says that it was withdrawn.",
        "ar": "نصحح أخطاءنا سريعاً وعلناً. فكل ما يغيّر فهم القارئ، كاسم أو رقم أو تاريخ أو اقتباس، "
        "توضع له في الخبر إشارة تبيّن ما كان خطأً وما هو الصواب ومتى عدّلناه.\n\n"
        "وتُجمع هذه الإشارات كلها هنا، الأحدث فالأقدم. أما الهفوات الإملائية فتُصلح من غير إشارة.\n\n"
        "إذا وجدتم خطأً فاكتبوا إلى غرفة التحرير واذكروا الخبر. سينظر فيه محرر لم يكتبه ويجيبكم. ولا "
        "نحذف الأخبار في صمت: فالخبر المسحوب يبقى عنوانه، ويقول للقارئ إنه سُحب.",
        "ckb": "هەڵەکانمان خێرا و بە ئاشکرا ڕاست دەکەینەوە. هەر شتێک تێگەیشتنی خوێنەر بگۆڕێت، وەک ناو، "
        "ژمارە، بەروار یان وتەی کەسێک، تێبینییەکی لەسەر هەواڵەکە بۆ دادەنرێت کە دەڵێت چی هەڵە بوو، "
        "ڕاستییەکەی چییە و کەی گۆڕیومانە.\n\n"
        "هەموو ئەم تێبینییانە لێرە کۆ کراونەتەوە و نوێترینیان لە سەرەوەیە. هەڵەی ڕێنووس بێ تێبینی چاک "
        "دەکرێت.\n\n"
        "ئەگەر هەڵەیەکتان دۆزییەوە، بۆ دەستەی نووسەران بنووسن و ناوی هەواڵەکە بهێنن. کەسێک کە خۆی "
        "نەینووسیوە سەیری دەکات و وەڵامتان دەداتەوە. هیچ هەواڵێک بە بێدەنگی لانابەین. هەواڵی کێشراوە "
        "ناونیشانەکەی دەمێنێتەوە و دەڵێت کە کێشراوەتەوە.",
    },
    "privacy": {
        "en": "You can read everything here without telling us who you are. These pages set no cookie, "
        "run no script and ask no other company for anything. We count how often a page is opened in "
        "an hour, and not by whom.\n\n"
        "If you ask for the newsletter, we keep your address, the languages you chose, and the record "
        "of your consent. We use them to send the newsletter and for nothing else. We do not measure "
        "whether you open it. Every issue carries a link that ends it.\n\n"
        "You may ask us what we hold about you, and you may have it erased. Write to the desk; a "
        "person will answer.",
        "ar": "تستطيعون قراءة كل ما هنا من غير أن تخبرونا من أنتم. فهذه الصفحات لا تضع ملفات تعريف، "
        "ولا تشغّل برامج في متصفحكم، ولا تطلب شيئاً من أي شركة أخرى. نعدّ كم مرة تُفتح الصفحة في "
        "الساعة، ولا نعرف من فتحها.\n\n"
        "وإذا طلبتم النشرة احتفظنا بعنوانكم وباللغات التي اخترتموها وبما يثبت موافقتكم. نستعملها في "
        "إرسال النشرة لا غير، ولا نقيس هل فتحتموها. وفي كل عدد رابط لإيقافها.\n\n"
        "ولكم أن تسألونا عما لدينا من بياناتكم وأن تطلبوا محوه. اكتبوا إلى غرفة التحرير وسيجيبكم إنسان.",
        "ckb": "دەتوانن هەموو شتێکی ئێرە بخوێننەوە بێ ئەوەی پێمان بڵێن کێن. ئەم لاپەڕانە کووکی "
        "دانانێن، هیچ بەرنامەیەک لە وێبگەڕەکەتاندا کار پێ ناکەن و هیچ لە کۆمپانیایەکی دیکە ناخوازن. "
        "دەژمێرین لاپەڕەیەک لە کاتژمێرێکدا چەند جار کراوەتەوە، نازانین کێ کردوویەتیەوە.\n\n"
        "ئەگەر داوای نامەی هەواڵ بکەن، ناونیشانەکەتان و ئەو زمانانەی هەڵتانبژاردوون و تۆماری "
        "ڕەزامەندییەکەتان هەڵدەگرین. تەنیا بۆ ناردنی نامەکە بەکاریان دەهێنین و ناپێوین کردووتانەتەوە "
        "یان نا. لە هەموو ژمارەیەکدا بەستەرێک هەیە بۆ ڕاگرتنی.\n\n"
        "دەتوانن بپرسن چیمان لەبارەتانەوە لایە و داوای سڕینەوەی بکەن. بۆ دەستەی نووسەران بنووسن، "
        "مرۆڤێک وەڵامتان دەداتەوە.",
    },
}
