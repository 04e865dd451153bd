// Schemas of sources against what the lock pinned: drift is a warning, or an error where the lock is frozen.
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"
#include <algorithm>

namespace smelt::sema {

/// A source in the lock is named as it is written: `--set data=/mnt` changes where it reads, not what it is called.
/// Where one text stands for several places (in a function that is called twice), they are numbered.
std::string Checker::sourceKey(const std::string &format, const Call &call, const std::string &path) {
  const ast::Arg *first = firstPositional(call);
  std::string written = call.receiver ? sourceText(call.receiverSpan) : first ? sourceText(first->value->span) : "";
  for (size_t i = 0; written.empty() && call.args && i < call.args->size(); ++i)
    if ((*call.args)[i].name.text == "path")
      written = sourceText((*call.args)[i].value->span);
  std::string base = format + "(" + written + ")", key = base;
  for (unsigned number = 2;; ++number) {
    auto [known, fresh] = sourceKeys_.emplace(key, path);
    if (fresh || known->second == path)
      return key;
    key = base + " #" + std::to_string(number);
  }
}

/// The type that a lock names; null if it cannot be read.
TypeRef Checker::pinnedType(const std::string &text) {
  uint32_t file = sources_.add(options_.lock, "record Pinned { value: " + text + " }");
  diag::Diagnostics unread;
  auto parsed = syntax::parse(sources_, file, unread);
  bool fine = !unread.hasErrors() && parsed.module->items.size() == 1 && parsed.module->items[0]->fields.size() == 1;
  return fine ? resolveType(parsed.module->items[0]->fields[0].type.get(), *root_) : nullptr;
}

/// The row that the lock knows, where the data is not at hand.
TypeRef Checker::pinnedRow(const std::string &key) {
  const std::vector<PinnedField> *pinned = world_.pinned(key);
  std::vector<Field> fields;
  for (size_t i = 0; pinned && i < pinned->size(); ++i)
    if (TypeRef type = pinnedType((*pinned)[i].type))
      fields.push_back({(*pinned)[i].name, type});
  return pinned && fields.size() == pinned->size() ? types_.record(std::move(fields)) : nullptr;
}

static std::vector<std::string> changesOf(const std::vector<PinnedField> &old, const std::vector<PinnedField> &now,
                                          const std::map<std::string, std::string> &seen) {
  std::vector<std::string> changes;
  auto find = [](const std::vector<PinnedField> &list, const std::string &name) {
    return std::find_if(list.begin(), list.end(), [&](const PinnedField &f) { return f.name == name; });
  };
  for (const PinnedField &f : now) {
    auto before = find(old, f.name);
    auto where = seen.find(f.name);
    std::string file = where == seen.end() || where->second.empty() ? "" : " (seen in " + where->second + ")";
    if (before == old.end())
      changes.push_back("`" + f.name + "` is new: `" + f.type + "`" + file);
    else if (before->type != f.type)
      changes.push_back("`" + f.name + "` was `" + before->type + "` and is `" + f.type + "`" + file);
  }
  for (const PinnedField &f : old)
    if (find(now, f.name) == now.end())
      changes.push_back("`" + f.name + "` is gone: it was `" + f.type + "`");
  return changes;
}

/// Notes what the rows of a source are, for the lock, and compares them with what it has.
void Checker::pinSource(const std::string &key, TypeRef row, const std::map<std::string, std::string> &seen,
                        Span span) {
  std::vector<PinnedField> now;
  for (const Field &f : row->fields)
    now.push_back({f.name, toString(f.type)});
  const std::vector<PinnedField> *old = world_.pinned(key);
  program_.sources[key] = now;
  if (options_.lock.empty() || (!old && !options_.frozen))
    return;
  std::vector<std::string> changes =
      old ? changesOf(*old, now, seen) : std::vector<std::string>{"this source is not in the lock"};
  if (changes.empty())
    return;
  auto &d = report(options_.frozen ? Code::E0305 : Code::W0908, span, {options_.lock}).label(changes.front());
  for (size_t i = 1; i < changes.size(); ++i)
    d.note(changes[i]);
  d.suggest("if that is as it should be, `smelt check --update` writes the lock anew");
}

} // namespace smelt::sema
