#include "runtime/io/Html.h"
#include "Fixture.h"

using namespace smelt::runtime;
using namespace smelt::runtime::test;

static std::string textOf(std::string_view html) {
  HtmlPage page;
  EXPECT_TRUE(extractHtml(html, page));
  return page.text;
}

TEST(Html, GivesTitleAndVisibleText) {
  HtmlPage page;
  ASSERT_TRUE(
      extractHtml("<!doctype html><head><title> A \n title</title><style>p{}</style></head><body><script>x()</script>"
                  "<h1>Head</h1><p>One  <b>two</b>\nthree</p><noscript>no</noscript><template>t</template></body>",
                  page));
  EXPECT_EQ(page.title, "A title");
  EXPECT_EQ(page.text, "Head\nOne two three");
}

TEST(Html, BlocksBeginLines) {
  EXPECT_EQ(textOf("<div>a<div>b</div>c</div><ul><li>d<li>e</ul>f<br>g<br><br>h"), "a\nb\nc\nd\ne\nf\ng\n\nh");
  EXPECT_EQ(textOf("<table><tr><td>a</td><td>b</td></tr><tr><td>c</table>"), "a\tb\nc");
  EXPECT_EQ(textOf("<span>in</span><span>line</span> <i>a</i> <b>b</b>"), "inline a b");
}

TEST(Html, KeepsWhiteSpaceInPre) { EXPECT_EQ(textOf("a <pre>  x\n    y\n</pre> b"), "a\n  x\n    y\nb"); }

TEST(Html, DecodesEntitiesAndLeavesCommentsOut) { EXPECT_EQ(textOf("&lt;a&gt; &amp;&eacute;<!-- no -->!"), "<a> &é!"); }

TEST(Html, FindsTheEncoding) {
  uint64_t replaced = 0;
  EXPECT_EQ(decodeHtml("<p>\u00e9</p>", replaced), "<p>\u00e9</p>");
  EXPECT_EQ(decodeHtml("\xEF\xBB\xBF\u00e9", replaced), "\u00e9");
  EXPECT_EQ(decodeHtml(std::string_view("\xFF\xFE\x2D\x4E", 4), replaced), "\u4e2d");
  EXPECT_EQ(decodeHtml(std::string_view("\xFE\xFF\x4E\x2D", 4), replaced), "\u4e2d");
  EXPECT_EQ(decodeHtml("<META charset='gb2312'>\xD6\xD0", replaced), "<META charset='gb2312'>\u4e2d");
  EXPECT_EQ(decodeHtml("<meta content=\"text/html; charset=Big5\">\xA4\xA4", replaced),
            "<meta content=\"text/html; charset=Big5\">\u4e2d");
  EXPECT_EQ(decodeHtml("<meta charset=iso-8859-1>\x80", replaced), "<meta charset=iso-8859-1>\u20ac");
  EXPECT_EQ(replaced, 0u);
  EXPECT_EQ(decodeHtml("<meta charset=made-up>\xFF", replaced), "<meta charset=made-up>\uFFFD");
  EXPECT_EQ(decodeHtml("<p>charset=gbk \xFF", replaced), "<p>charset=gbk \uFFFD");
  EXPECT_EQ(replaced, 2u);
}

TEST(Html, BoundsNesting) {
  auto nested = [](size_t depth) {
    std::string html;
    for (size_t i = 0; i < depth; ++i)
      html += "<div>";
    return html + "deep";
  };
  EXPECT_EQ(textOf(nested(3000)), "deep");
  HtmlPage page;
  EXPECT_FALSE(extractHtml(nested(1'000'000), page));
  std::string unclosed;
  for (int i = 0; i < 30'000; ++i)
    unclosed += "<p>x<br>";
  EXPECT_TRUE(extractHtml(unclosed, page));
}

TEST(Html, IsARowAFile) {
  Folder folder;
  folder.write("a.html", "<title>A</title><p>one</p>");
  folder.write("sub/b.html.gz", gzip("<meta charset=gbk><p>\xD6\xD0</p>"));
  folder.write("c.html", "");
  Plan plan;
  plan.nodes.push_back(jsonl({folder.path("**/*.html*")}, {text("path"), text("title"), text("text")}));
  plan.nodes[0].source.format = SourceFormat::html;
  plan.nodes.push_back(sink(0, folder.path("out")));
  plan.nodes[1].sink.shapes[0].fields = {{"title", 1, "", false}, {"text", 2, "", false}, {"path", 0, "", false}};
  RunResult result = runOk(plan, options(folder));
  EXPECT_EQ(readOutput(folder.path("out")),
            "{\"title\":\"A\",\"text\":\"one\",\"path\":\"" + folder.path("a.html") +
                "\"}\n{\"title\":\"\",\"text\":\"\",\"path\":\"" + folder.path("c.html") +
                "\"}\n{\"title\":\"\",\"text\":\"中\",\"path\":\"" + folder.path("sub/b.html.gz") + "\"}\n");
  EXPECT_EQ(result.inputs.size(), 3u);
}

TEST(Html, KeepsWhatIsNoCharacter) {
  // Control characters, noncharacters, and the private ones that stand for them while a page is parsed.
  for (std::string text :
       {"\x01", "\x01\U0010F001", "\U0010F000\x01\U0010F000", "\uFDD0\U0010F100\U0010F000", "\U0010FFFF\x7F",
        "\x01\U0010F2BD", "\x01\U0010F041", "\x01\U0010F000\U0010F2FF", "\U0010F000\U0010F001"}) {
    std::string parsed;
    appendParsedHtmlText(text, parsed);
    EXPECT_EQ(parsed, text);
  }
}

/// Pages made at random: what is read without a tree is what the tree holds. `common` pieces come first, and more
/// often.
static void comparePages(const std::vector<std::string_view> &pieces, size_t common, size_t longest, size_t leastPlain,
                         size_t leastOwn) {
  uint64_t state = 1;
  auto below = [&](size_t n) {
    state = state * 6364136223846793005 + 1442695040888963407;
    return size_t(state >> 33) % n;
  };
  size_t plain = 0, own = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string page, read, parsed;
    for (size_t n = 1 + below(longest); n > 0; --n)
      page += pieces[below(i % 4 ? common : pieces.size())];
    if (!appendPlainHtmlText(page, read)) {
      ASSERT_FALSE(isHtmlText(page)) << page;
      continue;
    }
    ++plain;
    if (isHtmlText(page)) {
      ++own;
      ASSERT_EQ(read, page);
    }
    appendParsedHtmlText(page, parsed);
    ASSERT_EQ(read, parsed) << testing::PrintToString(page);
  }
  EXPECT_GT(plain, leastPlain);
  EXPECT_GT(own, leastOwn);
}

TEST(Html, PlainTextIsThatOfTheTree) {
  // clang-format off
  const std::vector<std::string_view> pieces = {
    "a", "B b", " ", "\n", "\t", "\f", "<", ">", "&", "=", "\"", "'", "/", "<p>", "</p>", "<div>", "</div>", "<br>",
    "</br>", "<pre>", "</pre>", "<b>", "</b>", "<a href=x>", "<a b='c>'>", "</a>", "<int>", "<li>", "</li>", "<ul>",
    "<h1>", "</h1>", "<i x=\"y\" z>", "&amp;", "&lt;", "&x;", "<!-- d -->", "<td>", "<tr>", "<table>", "</table>",
    "<title>", "<script>", "</script>", "&gt", "&nbsp;", "&notit;", "&copy", "&#65;", "&rarr;", "&#32;", "&Tab;",
    "</ p >", "</>", "<?php x?>", "<!DOCTYPE html>", "<table\rx>", "&ltx;", "&#;", "&#x;", "&#x4e2d;", "&#10;",
    "&#150;", "&#xD800;", "&#-1;", "&#65", "&#X41;", "&#0;", "&#1114112;", "&#99999999999;", "&#xFDD0;", "AT&T",
    "<!-- c -->", "<!-- ", "-->", "--!>", "<!-->", "<!--->", "-", "</", "<!", "<?", "<a =\">", "<Rc<Ref",
    "<T, R<e>> ", "<a b=c'>", "<a b=\"c\"d>", "<a \"b\">", "<a/b>", "<a b=>", "<a b = c>", "<a b==\">",
    "<a b=c=\"d>e\">", "<a\"b>", "\u4E2D", "\u00A0", "\uFEFF", "<body>", "</body>", "<svg>", "</svg>", "<button>",
    "</button>", "<select>", "<option>", "<form>", "<hr/>", "<x-y z=1/>", "</x-y>", "\r", "\x01", "<listing>",
    "<P CLASS=a>", "<em/>", "</em >", "<dd>", "<dt>",
  };
  // clang-format on
  comparePages(pieces, 37, 8, 20'000, 200);
}

TEST(Html, PlainPageIsThatOfTheTree) {
  // clang-format off
  const std::vector<std::string_view> pieces = {
    "<html>", "<head>", "</head>", "<body x>", "</body>", "</html>", "<meta a=b>", "<link/>", "<title>", "</title>",
    "<title>a &amp;</title>", "<style>", "</style>", "<script>", "</script>", "</script x", "<!--", "-->", "<table>",
    "</table>", "<tbody>", "</tbody>", "<thead>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "</th>", "<caption>",
    "</caption>", "<col>", "</colgroup>", "<noscript>", "</noscript>", "<textarea>", "</textarea>", "<iframe>",
    "</iframe>", "<xmp>", "</xmp>", "<noframes>", "</noframes>", "<select>", "</select>", "<option>", "</option>",
    "<optgroup>", "<svg>", "<svg a/>", "</svg>", "<path d=\"M\"/>", "<g>", "</g>", "<text>", "<![CDATA[c]]>", "<div>",
    "</div>", "<p>", "</p>", "<b>", "</b>", "<a>", "</a>", "<br>", "</br>", "<input x>", "<button>", "<img>",
    "<form>", "</form>", "<pre>", "</pre>", "<object>", "</object>", "<param>", "<menuitem>", "<command>", "<rt>",
    "<center>", "text", "x ", " ", "\n", "\r\n", "\r", "&amp;", "&#32;", "&", "<", "<p", "<!-- c -->",
    "<!DOCTYPE html>", "</", "<?php ", "<!", "<frame>", "<frameset>", "<image>", "<isindex>", "<math>", "<plaintext>",
    "<foreignObject>",
  };
  // clang-format on
  comparePages(pieces, pieces.size() - 7, 20, 50'000, 10);
}
