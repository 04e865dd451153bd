#include "runtime/io/Html.h"
#include "runtime/io/Utf8.h"
#include <algorithm>
#include <memory>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

namespace smelt::runtime {

static std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? c | 0x20 : c; });
  return lower;
}

/// The label after `charset=` in the first 1,024 bytes; empty if there is none.
static std::string declaredCharset(std::string_view bytes) {
  std::string head = lowered(bytes.substr(0, 1024));
  for (size_t at = head.find("charset"); at != head.npos; at = head.find("charset", at + 1)) {
    // Only in a tag: `<meta charset=...>`, `<meta ... content="...; charset=...">`.
    size_t tag = head.rfind('<', at);
    if (tag == head.npos || head.compare(tag, 5, "<meta") != 0)
      continue;
    size_t value = head.find_first_not_of(" \t\r\n", at + 7);
    if (value == head.npos || head[value] != '=')
      continue;
    value = head.find_first_not_of(" \t\r\n\"'", value + 1);
    if (value == head.npos)
      continue;
    return head.substr(value, head.find_first_of(" \t\r\n\"';>/", value) - value);
  }
  return {};
}

/// The converter for a label. The WHATWG standard reads these labels as the supersets that browsers use.
static std::string converterName(const std::string &label) {
  static constexpr std::pair<std::string_view, const char *> Supersets[] = {
      {"gb2312", "gb18030"},
      {"gbk", "gb18030"},
      {"gb_2312-80", "gb18030"},
      {"x-gbk", "gb18030"},
      {"iso-8859-1", "windows-1252"},
      {"latin1", "windows-1252"},
      {"ascii", "windows-1252"},
      {"us-ascii", "windows-1252"},
      {"iso-8859-9", "windows-1254"},
      {"tis-620", "windows-874"},
      {"euc-kr", "windows-949"},
      {"ks_c_5601-1987", "windows-949"},
      {"shift_jis", "ibm-943_P15A-2003"},
      {"sjis", "ibm-943_P15A-2003"},
      {"x-sjis", "ibm-943_P15A-2003"},
      {"big5", "big5-hkscs"},
      // A page whose declaration could be read as ASCII is not in UTF-16.
      {"utf-16", "utf-8"},
      {"utf-16le", "utf-8"},
      {"utf-16be", "utf-8"},
  };
  for (const auto &[name, superset] : Supersets)
    if (label == name)
      return superset;
  return label;
}

static uint64_t countReplacements(std::string_view text) {
  uint64_t count = 0;
  for (size_t at = text.find("\xEF\xBF\xBD"); at != text.npos; at = text.find("\xEF\xBF\xBD", at + 3))
    ++count;
  return count;
}

/// False if ICU knows no such encoding.
static bool convert(std::string_view bytes, const std::string &name, std::string &out, uint64_t &replaced) {
  UErrorCode error = U_ZERO_ERROR;
  std::unique_ptr<UConverter, void (*)(UConverter *)> converter(ucnv_open(name.c_str(), &error), ucnv_close);
  if (U_FAILURE(error))
    return false;
  icu::UnicodeString text(bytes.data(), int32_t(bytes.size()), converter.get(), error);
  if (U_FAILURE(error))
    return false;
  // ASCII supersets map 0x1A to itself, so only U+FFFD stands for bytes that have no character.
  text.toUTF8String(out);
  replaced += countReplacements(out);
  return true;
}

std::string decodeHtml(std::string_view bytes, uint64_t &replaced) {
  std::string out;
  std::string name = "utf-8";
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
  } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
    name = bytes[0] == '\xFF' ? "utf-16le" : "utf-16be";
    bytes.remove_prefix(2);
  } else {
    name = converterName(declaredCharset(bytes));
  }
  bool utf8 = name.empty() || name == "utf-8" || name == "utf8" || bytes.size() > INT32_MAX;
  if (utf8 || !convert(bytes, name, out, replaced)) {
    out.clear();
    replaced += replaceInvalidUtf8(bytes, out);
  }
  return out;
}

} // namespace smelt::runtime
