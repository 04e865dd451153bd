#include "compiler/driver/MadeUp.h"
#include "lang/sema/Build.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/JSON.h"
#include <cmath>
#include <iterator>

namespace smelt::driver {

using sema::TypeKind;
using sema::TypeRef;

namespace {

std::string utf8(const std::u32string &text) {
  std::string bytes;
  for (char32_t c : text) {
    char buffer[4], *end = buffer;
    llvm::ConvertCodePointToUTF8(c, end);
    bytes.append(buffer, end);
  }
  return bytes;
}

std::u32string utf32(llvm::StringRef bytes) {
  std::u32string text(bytes.size(), U'\0');
  auto *from = reinterpret_cast<const llvm::UTF8 *>(bytes.begin());
  auto *to = reinterpret_cast<llvm::UTF32 *>(text.data()), *start = to;
  llvm::ConvertUTF8toUTF32(&from, reinterpret_cast<const llvm::UTF8 *>(bytes.end()), &to, to + text.size(),
                           llvm::lenientConversion);
  text.resize(static_cast<size_t>(to - start));
  return text;
}

/// splitmix64: small, and the same everywhere.
class Dice {
public:
  explicit Dice(uint64_t seed) : state_(seed) {}
  uint64_t roll() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
    return z ^ (z >> 31);
  }
  uint64_t below(uint64_t n) { return n ? roll() % n : 0; }
  bool oneIn(uint64_t n) { return below(n) == 0; }

private:
  uint64_t state_;
};

// ---- texts ---------------------------------------------------------------------------------------------------------

constexpr std::u32string_view kSuspects[] = {U"",
                                             U" ",
                                             U"a",
                                             U"\n",
                                             U"\r\n",
                                             U"a\n",
                                             U"\n\na",
                                             U"\t a \u3000",
                                             U"\u00a0",
                                             U"\u2003",
                                             U"\u200b",
                                             U"e\u0301",
                                             U"\u0301",
                                             U"\u00df",
                                             U"\u0130i",
                                             U"\ufb01",
                                             U"\u4e2d\u6587",
                                             U"\U0001F469\u200d\U0001F467",
                                             U"\ufeffa",
                                             std::u32string_view(U"\0a", 2),
                                             U"...",
                                             U"0",
                                             U"-1",
                                             U"a a a a"};

/// Ranges that a text draws from; each text takes one or a mix.
struct Alphabet {
  char32_t low, high;
};
constexpr Alphabet kAlphabets[] = {{'a', 'z'},         {'a', 'e'},       {' ', '~'},          {'0', '9'},
                                   {0x400, 0x44F},     {0x4E00, 0x4E80}, {0x3040, 0x30FF},    {0x5D0, 0x5EA},
                                   {0x627, 0x64A},     {0x900, 0x950},   {0x300, 0x330},      {0xC0, 0x17F},
                                   {0x1F300, 0x1F64F}, {0x2000, 0x206F}, {0xAC00, 0xAC80},    {0, 0x1F},
                                   {0x1D400, 0x1D450}, {0xFB00, 0xFB06}, {0x10000, 0x10FFFD}, {0x80, 0xFFFF}};
constexpr char32_t kSpaces[] = {' ',  ' ',    ' ',    '\n',   '\n', '\t', '\r',
                                0xA0, 0x2003, 0x2028, 0x3000, 0x85, 0x0B, 0x1680};

char32_t character(Dice &dice, const Alphabet &alphabet) {
  char32_t c = alphabet.low + static_cast<char32_t>(dice.below(alphabet.high - alphabet.low + 1));
  return c >= 0xD800 && c <= 0xDFFF ? U'a' : c;
}

/// A piece of one of the recipe's own strings.
std::u32string pieceOf(const Constants &constants, Dice &dice) {
  const std::u32string &whole = constants.texts[dice.below(constants.texts.size())];
  if (dice.oneIn(2) || whole.empty())
    return whole;
  size_t begin = dice.below(whole.size());
  return whole.substr(begin, 1 + dice.below(whole.size() - begin));
}

std::u32string makeText(Dice &dice, const Constants &constants, uint64_t number) {
  constexpr uint64_t usual = std::size(kSuspects);
  if (number < usual)
    return std::u32string(kSuspects[number]);
  size_t most = 1 + std::min<uint64_t>(number / 4, 120);
  if (dice.oneIn(60))
    most = 3000; // a long line
  size_t length = dice.below(most + 1);
  Alphabet alphabets[2] = {kAlphabets[dice.below(std::size(kAlphabets))], kAlphabets[dice.below(4)]};
  uint64_t spaces = 2 + dice.below(10);
  bool useConstants = !constants.texts.empty() && dice.oneIn(2);
  std::u32string text;
  while (text.size() < length) {
    if (dice.oneIn(spaces))
      text += kSpaces[dice.below(std::size(kSpaces))];
    else if (useConstants && dice.oneIn(4))
      text += pieceOf(constants, dice);
    else if (text.size() > 3 && dice.oneIn(12)) // what was there comes again
      text += text.substr(dice.below(text.size()), 1 + dice.below(12));
    else
      text += character(dice, alphabets[dice.below(2)]);
  }
  return text;
}

// ---- numbers -------------------------------------------------------------------------------------------------------

int64_t makeInteger(Dice &dice, const Constants &constants, uint64_t number) {
  constexpr int64_t usual[] = {0, 1, -1, 2, 10, 255, 256, -128, 65536, INT32_MAX, INT64_MAX, -INT64_MAX};
  if (number < std::size(usual))
    return usual[number];
  if (!constants.integers.empty() && dice.oneIn(3))
    return constants.integers[dice.below(constants.integers.size())] + static_cast<int64_t>(dice.below(3)) - 1;
  auto magnitude = static_cast<int64_t>(dice.roll() >> (1 + dice.below(62)));
  return dice.oneIn(2) ? magnitude : -magnitude;
}

double makeReal(Dice &dice, sema::TypeRef type, uint64_t number) {
  constexpr double usual[] = {0, 1, 0.5, 0.1, 2, 100, 1e-9, 1e9, 1e300, 5e-324};
  bool signless = type->kind == TypeKind::quantity;
  if (number < std::size(usual))
    return usual[number];
  if (type->dimension == sema::Dimension::ratio)
    return static_cast<double>(dice.below(10001)) / 10000;
  double value = std::ldexp(static_cast<double>(dice.below(1 << 20)), static_cast<int>(dice.below(40)) - 20);
  return signless || dice.oneIn(2) ? value : -value;
}

MadeUp make(TypeRef type, Dice &dice, const Constants &constants, uint64_t number) {
  MadeUp made;
  switch (type->kind) {
  case TypeKind::optional:
    if (number == 0 || dice.oneIn(5))
      made.null = true;
    else
      made = make(type->args[0], dice, constants, number);
    break;
  case TypeKind::text:
    made.text = makeText(dice, constants, number);
    break;
  case TypeKind::integer:
    made.integer = makeInteger(dice, constants, number);
    break;
  case TypeKind::boolean:
    made.integer = static_cast<int64_t>((number + dice.below(2)) & 1);
    break;
  case TypeKind::character: {
    std::u32string text;
    while (text.empty())
      text = makeText(dice, constants, std::size(kSuspects) + dice.below(200));
    made.integer = static_cast<int64_t>(text[0]);
    break;
  }
  case TypeKind::list: {
    uint64_t length = number == 0 ? 0 : dice.below(1 + std::min<uint64_t>(number, 12));
    for (uint64_t i = 0; i < length; ++i)
      made.parts.push_back(make(type->args[0], dice, constants, dice.below(number + 1)));
    break;
  }
  case TypeKind::record:
    for (const sema::Field &field : type->fields)
      made.parts.push_back(make(field.type, dice, constants, number ? dice.below(number + 1) : 0));
    break;
  default:
    made.real = makeReal(dice, type, number);
  }
  return made;
}

// ---- smaller -------------------------------------------------------------------------------------------------------

/// Without each run of `size` elements, for sizes from half of all down to one.
template <class Sequence, class Use> void withoutRuns(const Sequence &whole, Use use) {
  for (size_t size = whole.size(); size > 0; size /= 2)
    for (size_t begin = 0; begin < whole.size(); begin += size) {
      Sequence rest(whole.begin(), whole.begin() + static_cast<ptrdiff_t>(begin));
      rest.insert(rest.end(), whole.begin() + static_cast<ptrdiff_t>(std::min(begin + size, whole.size())),
                  whole.end());
      use(std::move(rest));
    }
}

void simplerTexts(const MadeUp &value, std::vector<MadeUp> &out) {
  auto add = [&](std::u32string text) {
    MadeUp made;
    made.text = std::move(text);
    out.push_back(std::move(made));
  };
  withoutRuns(value.text, add);
  for (size_t i = 0; i < value.text.size() && i < 200; ++i)
    for (char32_t plain : {U'a', U' '}) {
      char32_t c = value.text[i];
      if (c == U'a' || (c == U' ' && plain == U' '))
        break;
      std::u32string text = value.text;
      text[i] = plain;
      add(std::move(text));
    }
}

void simplerNumbers(const MadeUp &value, bool whole, std::vector<MadeUp> &out) {
  auto add = [&](int64_t integer, double real) {
    MadeUp made;
    made.integer = integer;
    made.real = real;
    if (!(made == value))
      out.push_back(made);
  };
  if (!whole) {
    add(0, 0);
    add(0, 1);
    for (double next : {std::trunc(value.real), value.real / 2, std::abs(value.real)})
      if (std::abs(next) < std::abs(value.real) || (value.real < 0 && next > 0))
        add(0, next);
    return;
  }
  add(0, 0);
  if (value.integer < 0)
    add(-value.integer, 0);
  for (int64_t step = value.integer / 2; step != 0; step /= 2)
    add(value.integer - step, 0);
  if (value.integer != 0)
    add(value.integer - (value.integer > 0 ? 1 : -1), 0);
}

llvm::json::Value jsonOf(const MadeUp &value, TypeRef type) {
  if (type->kind == TypeKind::optional) {
    if (value.null)
      return nullptr;
    type = type->args[0];
  }
  switch (type->kind) {
  case TypeKind::text:
    return utf8(value.text);
  case TypeKind::integer:
    return value.integer;
  case TypeKind::boolean:
    return value.integer != 0;
  case TypeKind::list: {
    llvm::json::Array array;
    for (const MadeUp &part : value.parts)
      array.push_back(jsonOf(part, type->args[0]));
    return array;
  }
  case TypeKind::record: {
    llvm::json::Object object;
    for (size_t i = 0; i < type->fields.size(); ++i)
      object[type->fields[i].name] = jsonOf(value.parts[i], type->fields[i].type);
    return object;
  }
  default:
    return value.real;
  }
}

void gather(const sema::Expr &e, llvm::DenseSet<const sema::Expr *> &seen, Constants &out) {
  if (!seen.insert(&e).second)
    return;
  if (e.kind == sema::ExprKind::text && !e.text.empty())
    out.texts.push_back(utf32(e.text));
  if (e.kind == sema::ExprKind::character)
    out.texts.push_back(std::u32string(1, static_cast<char32_t>(e.intValue)));
  if (e.kind == sema::ExprKind::integer && std::abs(e.intValue) < (int64_t(1) << 60))
    out.integers.push_back(e.intValue);
  for (const sema::ExprRef &operand : e.operands)
    if (operand)
      gather(*operand, seen, out);
}

} // namespace

Constants constantsOf(const sema::TestCase &test) {
  Constants constants;
  llvm::DenseSet<const sema::Expr *> seen;
  for (const sema::TestCase::Assert &assertion : test.asserts)
    gather(*assertion.condition, seen, constants);
  return constants;
}

MadeUp makeUp(TypeRef type, const Constants &constants, uint64_t seed, uint64_t number) {
  Dice dice(seed * 0x9E3779B97F4A7C15 + number);
  dice.roll();
  return make(type, dice, constants, number);
}

std::vector<MadeUp> simpler(const MadeUp &value, TypeRef type) {
  std::vector<MadeUp> out;
  if (type->kind == TypeKind::optional) {
    if (value.null)
      return out;
    out.emplace_back().null = true;
    type = type->args[0];
  }
  switch (type->kind) {
  case TypeKind::text:
    simplerTexts(value, out);
    break;
  case TypeKind::integer:
    simplerNumbers(value, true, out);
    break;
  case TypeKind::boolean:
    if (value.integer)
      out.emplace_back();
    break;
  case TypeKind::character:
    for (int64_t plain : {int64_t('a'), int64_t(' ')})
      if (value.integer != 'a' && value.integer != plain)
        out.emplace_back().integer = plain;
    break;
  case TypeKind::list:
    withoutRuns(value.parts, [&](std::vector<MadeUp> parts) { out.emplace_back().parts = std::move(parts); });
    [[fallthrough]];
  case TypeKind::record:
    for (size_t i = 0; i < value.parts.size(); ++i)
      for (MadeUp &part :
           simpler(value.parts[i], type->kind == TypeKind::list ? type->args[0] : type->fields[i].type)) {
        MadeUp made = value;
        made.parts[i] = std::move(part);
        out.push_back(std::move(made));
      }
    break;
  default:
    simplerNumbers(value, false, out);
  }
  return out;
}

static std::string joined(const std::vector<std::string> &parts) {
  std::string text;
  for (const std::string &part : parts)
    text += (text.empty() ? "" : ", ") + part;
  return text;
}

std::string literal(const MadeUp &value, TypeRef type) {
  if (value.null)
    return "null";
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  std::vector<std::string> parts;
  TestValue plain =
      type->kind == TypeKind::list || type->kind == TypeKind::record ? TestValue() : columnValue(value, type);
  switch (type->kind) {
  case TypeKind::text:
    return quoted(plain.text, 20000);
  case TypeKind::character:
    plain.type = SMELT_TEXT;
    plain.text = utf8(std::u32string(1, static_cast<char32_t>(value.integer)));
    return literal(plain, type);
  case TypeKind::integer:
  case TypeKind::boolean:
    return literal(plain, type);
  case TypeKind::list:
    for (const MadeUp &part : value.parts)
      parts.push_back(literal(part, type->args[0]));
    return "[" + joined(parts) + "]";
  case TypeKind::record:
    for (size_t i = 0; i < value.parts.size(); ++i)
      parts.push_back(type->fields[i].name + " = " + literal(value.parts[i], type->fields[i].type));
    return "{" + joined(parts) + "}";
  default:
    break;
  }
  std::string number = sema::shortest(value.real);
  if (size_t plus = number.find("e+"); plus != std::string::npos)
    number.erase(plus + 1, 1);
  bool isWhole = number.find_first_of(".e") == std::string::npos;
  return type->kind == TypeKind::real && isWhole ? number + ".0" : number;
}

TestValue columnValue(const MadeUp &value, TypeRef type) {
  TestValue out;
  out.state = value.null ? SMELT_NULL : SMELT_OK;
  if (type->kind == TypeKind::optional)
    type = type->args[0];
  out.integer = value.integer;
  out.real = value.real;
  switch (type->kind) {
  case TypeKind::text:
    out.type = SMELT_TEXT;
    out.text = utf8(value.text);
    break;
  case TypeKind::integer:
  case TypeKind::character:
    out.type = SMELT_INTEGER;
    break;
  case TypeKind::boolean:
    out.type = SMELT_BOOLEAN;
    break;
  case TypeKind::list:
  case TypeKind::record:
    out.type = SMELT_JSON;
    llvm::raw_string_ostream(out.text) << jsonOf(value, type);
    break;
  default:
    out.type = SMELT_REAL;
  }
  return out;
}

} // namespace smelt::driver
