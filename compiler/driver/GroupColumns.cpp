#include "compiler/driver/GroupColumns.h"
#include "compiler/driver/ColumnType.h"
#include "llvm/ADT/STLExtras.h"

namespace smelt::driver {

static constexpr llvm::StringLiteral fieldNames[] = {"language", "lang", "source", "subset"};
static constexpr int32_t absent = -1, noText = -2;

static bool isText(flow::RowType row, llvm::StringRef name) {
  int64_t index = row.indexOf(name);
  return index >= 0 && columnType(row.getTypes()[index]) == SMELT_TEXT;
}

std::vector<llvm::StringRef> groupedFields(flow::RowType row) {
  std::vector<llvm::StringRef> names;
  for (llvm::StringRef name : fieldNames)
    if (isText(row, name))
      names.push_back(name);
  return names;
}

GroupColumns groupsOfSource(flow::RowType row, const std::map<std::string, uint32_t> &columns) {
  GroupColumns groups;
  for (llvm::StringRef name : fieldNames)
    if (isText(row, name))
      groups[name] = static_cast<int32_t>(columns.at(name.str()));
    else if (row.indexOf(name) >= 0)
      groups[name] = noText;
  return groups;
}

GroupColumns carryGroups(llvm::ArrayRef<const GroupColumns *> inputs, runtime::Node &node) {
  GroupColumns after;
  for (llvm::StringRef name : fieldNames) {
    std::vector<int32_t> origin;
    for (const GroupColumns *input : inputs) {
      auto found = input->find(name);
      origin.push_back(found == input->end() ? absent : found->second);
    }
    if (llvm::is_contained(origin, noText)) {
      after[name] = noText;
    } else if (!llvm::all_equal(origin) || origin[0] != absent) {
      auto same = llvm::find(node.origins, origin);
      after[name] = static_cast<int32_t>(same - node.origins.begin());
      if (same == node.origins.end()) {
        node.columns.push_back({name.str(), SMELT_TEXT, true});
        node.origins.push_back(std::move(origin));
      }
    }
  }
  return after;
}

} // namespace smelt::driver
