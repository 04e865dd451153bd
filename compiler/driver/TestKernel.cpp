#include "compiler/driver/TestKernel.h"
#include "compiler/driver/ColumnType.h"
#include "lang/sema/Build.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include <cmath>
#include <cstring>

using namespace mlir;

namespace smelt::driver {

static size_t sizeOf(smelt_column_type type) {
  return type == SMELT_TEXT || type == SMELT_JSON ? sizeof(smelt_text) : type == SMELT_BOOLEAN ? 1 : 8;
}

TestKernel::TestKernel(flow::StageOp stage, smelt_kernel kernel) : kernel_(kernel) {
  Block &body = stage.getBody().front();
  for (auto [index, name] : llvm::enumerate(stage.getInputs().getAsValueRange<StringAttr>())) {
    std::optional<smelt_column_type> type = columnType(body.getArgument(3 * index).getType());
    if (!type)
      return;
    inputs_.push_back(name.str());
    inputTypes_.push_back(*type);
  }
  for (auto [index, name] : llvm::enumerate(stage.getOutputs().getAsValueRange<StringAttr>())) {
    std::optional<smelt_column_type> type = columnType(body.getTerminator()->getOperand(3 * index).getType());
    if (!type)
      return;
    outputs_[name.str()].type = *type;
    outputNames_.push_back(name.str());
  }
  ok_ = kernel_ != nullptr;
}

namespace {

/// The rows of one input, laid out as a kernel reads them.
struct InputColumn {
  std::vector<char> values;
  std::vector<uint8_t> states;
};

/// Every text is copied with the padding that kernels may read past its end.
char *padded(const std::string &text, runtime::Arena &arena) {
  char *bytes = static_cast<char *>(arena.alloc(text.size()));
  if (bytes)
    std::memcpy(bytes, text.data(), text.size());
  return bytes;
}

InputColumn layOut(const std::vector<std::vector<TestValue>> &rows, size_t index, smelt_column_type type,
                   runtime::Arena &arena) {
  InputColumn column;
  size_t size = sizeOf(type);
  column.values.resize(rows.size() * size);
  for (size_t row = 0; row < rows.size(); ++row) {
    const TestValue &value = rows[row][index];
    column.states.push_back(value.state);
    smelt_text text{};
    if (type == SMELT_TEXT || type == SMELT_JSON)
      text = {padded(value.text, arena), static_cast<int64_t>(value.text.size())};
    const void *bytes = type == SMELT_REAL ? static_cast<const void *>(&value.real) : &value.integer;
    char boolean = value.integer != 0;
    if (type == SMELT_TEXT || type == SMELT_JSON)
      bytes = &text;
    else if (type == SMELT_BOOLEAN)
      bytes = &boolean;
    std::memcpy(column.values.data() + row * size, bytes, size);
  }
  return column;
}

} // namespace

bool TestKernel::run(const std::vector<std::vector<TestValue>> &rows) {
  if (!ok_)
    return false;
  context_ = std::make_unique<smelt_context>();
  std::vector<InputColumn> in;
  std::vector<smelt_column> inColumns, outColumns;
  for (size_t i = 0; i < inputs_.size(); ++i)
    in.push_back(layOut(rows, i, inputTypes_[i], context_->arena));
  for (InputColumn &column : in)
    inColumns.push_back({column.values.data(), column.states.data()});
  for (const std::string &name : outputNames_) {
    Column &column = outputs_[name];
    column.values.assign(rows.size() * sizeOf(column.type), 0);
    column.states.assign(rows.size(), SMELT_OK);
    outColumns.push_back({column.values.data(), column.states.data()});
  }
  std::vector<uint8_t> paths(rows.size(), SMELT_PATH_BLAME);
  std::vector<int32_t> verdicts(rows.size(), SMELT_KEPT);
  return kernel_(context_.get(), static_cast<int64_t>(rows.size()), inColumns.data(), outColumns.data(), paths.data(),
                 verdicts.data(), nullptr) == 0;
}

std::optional<TestValue> TestKernel::value(llvm::StringRef output, size_t row) const {
  auto found = outputs_.find(std::string_view(output));
  if (found == outputs_.end())
    return std::nullopt;
  const Column &column = found->second;
  const char *bytes = column.values.data() + row * sizeOf(column.type);
  TestValue value;
  value.type = column.type;
  value.state = column.states[row];
  if (value.state != SMELT_OK)
    return value;
  if (value.type == SMELT_REAL) {
    std::memcpy(&value.real, bytes, sizeof value.real);
  } else if (value.type == SMELT_BOOLEAN) {
    value.integer = bytes[0] != 0;
  } else if (value.type == SMELT_INTEGER) {
    std::memcpy(&value.integer, bytes, sizeof value.integer);
  } else {
    smelt_text text;
    std::memcpy(&text, bytes, sizeof text);
    value.text.assign(text.data, static_cast<size_t>(text.size));
  }
  return value;
}

bool TestKernel::isTrue(llvm::StringRef output, size_t row) const {
  std::optional<TestValue> v = value(output, row);
  return v && v->state == SMELT_OK && v->type == SMELT_BOOLEAN && v->integer;
}

bool TestKernel::isFailed(llvm::StringRef output, size_t row) const {
  std::optional<TestValue> v = value(output, row);
  return v && v->state == SMELT_FAILED;
}

std::string TestKernel::shown(llvm::StringRef output, size_t row, sema::TypeRef type) const {
  if (type->kind == sema::TypeKind::optional)
    type = type->args[0];
  if (type->kind != sema::TypeKind::record) {
    std::optional<TestValue> v = value(output, row);
    return v ? literal(*v, type) : "";
  }
  std::string text;
  for (auto [index, field] : llvm::enumerate(type->fields)) {
    std::string part = shown((output + "." + llvm::Twine(index)).str(), row, field.type);
    if (!part.empty())
      text += (text.empty() ? "{" : ", ") + field.name + " = " + part;
  }
  return text.empty() ? "" : text + "}";
}

// ---- literals ------------------------------------------------------------------------------------------------------

/// Characters that are not seen, or not told apart, where they stand in a terminal.
static bool isUnseen(uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c <= 0xA0) || c == 0xAD || (c >= 0x300 && c <= 0x36F) || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200F) || (c >= 0x2028 && c <= 0x202F) || (c >= 0x205F && c <= 0x206F) || c == 0x3000 ||
         (c >= 0xE000 && c <= 0xF8FF) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF || (c >= 0xFFF0 && c <= 0xFFFD) ||
         c >= 0xE0000;
}

/// One character as it stands between `quote`s.
static std::string escaped(uint32_t c, llvm::StringRef bytes, char quote) {
  switch (c) {
  case '\n':
    return "\\n";
  case '\t':
    return "\\t";
  case '\\':
    return "\\\\";
  case '{':
    return quote == '"' ? "\\{" : "{";
  default:
    break;
  }
  if (c == static_cast<unsigned char>(quote))
    return std::string("\\") + quote;
  return isUnseen(c) ? "\\u{" + llvm::utohexstr(c) + "}" : bytes.str();
}

static std::string escapedText(llvm::StringRef text, size_t most, char quote) {
  std::string out;
  auto *at = reinterpret_cast<const llvm::UTF8 *>(text.begin());
  auto *end = reinterpret_cast<const llvm::UTF8 *>(text.end());
  while (at < end && reinterpret_cast<const char *>(at) - text.begin() < static_cast<ptrdiff_t>(most)) {
    llvm::StringRef rest(reinterpret_cast<const char *>(at), static_cast<size_t>(end - at));
    llvm::UTF32 c = 0;
    const llvm::UTF8 *next = at;
    if (llvm::convertUTF8Sequence(&next, end, &c, llvm::strictConversion) != llvm::conversionOK) {
      c = *at;
      next = at + 1;
    }
    out += escaped(c, rest.take_front(static_cast<size_t>(next - at)), quote);
    at = next;
  }
  return out;
}

std::string quoted(llvm::StringRef text, size_t most) {
  return "\"" + escapedText(text, most, '"') + "\"" + (text.size() > most ? "..." : "");
}

static std::string quantity(double value, sema::Dimension dimension) {
  std::string number = sema::shortest(value);
  switch (dimension) {
  case sema::Dimension::ratio:
    return number + (value == 0 || value == 1 ? "" : " (" + sema::shortest(std::round(value * 1000) / 10) + "%)");
  case sema::Dimension::bytes:
    return number + " bytes";
  case sema::Dimension::tokens:
    return number + " tokens";
  case sema::Dimension::documents:
    return number + " documents";
  case sema::Dimension::bits:
    return number + " bits";
  case sema::Dimension::time:
    return number + " s";
  default:
    return number;
  }
}

std::string literal(const TestValue &value, sema::TypeRef type) {
  if (type->kind == sema::TypeKind::optional)
    type = type->args[0];
  if (value.state != SMELT_OK)
    return value.state == SMELT_FAILED ? "failed" : "null";
  switch (value.type) {
  case SMELT_INTEGER:
    return std::to_string(value.integer);
  case SMELT_REAL:
    return quantity(value.real, type->dimension);
  case SMELT_BOOLEAN:
    return value.integer ? "true" : "false";
  case SMELT_JSON:
    return value.text.substr(0, 200);
  case SMELT_TEXT:
  case SMELT_TEXTS:
    break;
  }
  if (type->kind == sema::TypeKind::character)
    return "'" + escapedText(value.text, 8, '\'') + "'";
  return quoted(value.text);
}

} // namespace smelt::driver
