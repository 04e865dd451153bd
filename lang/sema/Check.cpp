// The door: builds a checker for one compilation and runs it over the recipe.
#include "lang/sema/Check.h"
#include "lang/sema/Checker.h"
#include "lang/syntax/Parser.h"
#include <algorithm>

namespace smelt::sema {

Checker::Checker(diag::SourceMap &sources, World &world, const CheckOptions &options, diag::Diagnostics &diags,
                 Program &program)
    : sources_(sources), world_(world), options_(options), diags_(diags), program_(program), types_(program.types),
      errorType_(types_.simple(TypeKind::error)), boolType_(types_.simple(TypeKind::boolean)),
      intType_(types_.simple(TypeKind::integer)), realType_(types_.simple(TypeKind::real)),
      textType_(types_.simple(TypeKind::text)), nullType_(types_.simple(TypeKind::null)),
      charType_(types_.simple(TypeKind::character)), pathType_(types_.simple(TypeKind::path)),
      rulesType_(types_.simple(TypeKind::rules)), patternType_(types_.simple(TypeKind::pattern)),
      errorExpr_(makeExpr(ExprKind::unused, errorType_, {})) {}

diag::Diagnostic &Checker::report(Code code, Span span, std::vector<std::string> args) {
  ++reports_;
  // While a function is checked on its own, its parameters stand for constants or not: the calls say.
  bool notYet = alone_ && code == Code::E0216;
  bool isFirst = !notYet && reported_.emplace(code, span.file, span.begin, span.end).second;
  if (test_ && diag::severityOf(code) == diag::Severity::error)
    breakTest(isFirst ? diags_.all().size() : reportedAt(code, span));
  if (isFirst) {
    diag::Diagnostic &d = diags_.report(code, span, std::move(args));
    bool inTest =
        test_ && span.file == test_->span.file && span.begin >= test_->span.begin && span.end <= test_->span.end;
    if (!givens_.empty() && !inTest)
      d.cause(givens_.begin()->second, "this test gives other rows");
    return d;
  }
  swallowed_ = {};
  return swallowed_;
}

/// A test is broken by what another test has reported already, too.
void Checker::breakTest(std::optional<size_t> mistake) {
  test_->isBroken = true;
  if (mistake)
    test_->mistakes.push_back(*mistake);
}

std::optional<size_t> Checker::reportedAt(Code code, Span span) const {
  const std::vector<diag::Diagnostic> &all = diags_.all();
  for (size_t i = 0; i < all.size(); ++i)
    if (const Span &s = all[i].primary.span;
        all[i].code == code && s.file == span.file && s.begin == span.begin && s.end == span.end)
      return i;
  return std::nullopt;
}

bool Checker::isRepeated(Code code, const std::string &key, Span span) {
  constexpr size_t mostPlaces = 4;
  if (reported_.count({code, span.file, span.begin, span.end}))
    return true;
  auto [known, fresh] = missing_.try_emplace({code, key}, diags_.all().size());
  if (fresh)
    return false;
  if (test_)
    breakTest(known->second);
  diag::Diagnostic &first = diags_.at(known->second);
  if (first.primary.span.file != span.file)
    return true;
  reported_.emplace(code, span.file, span.begin, span.end);
  if (first.causes.size() < mostPlaces)
    first.cause(span, "here, too");
  if (!first.edits.empty())
    first.edits.push_back({span, first.edits.front().text});
  return true;
}

Checker::Declared Checker::declarationsOf(const Scope &scope) const {
  Declared out;
  for (const Scope *s = &scope; s; s = s->parent)
    for (const LocalName &l : s->names)
      out.emplace_back(l.name, l.span);
  for (const auto &[name, item] : scope.module->items)
    out.emplace_back(name, item->name.span);
  for (const auto &[name, import] : scope.module->imports)
    out.emplace_back(name, import.span);
  return out;
}

bool Checker::isOfLibrary(uint32_t file) const {
  return std::any_of(modules_.begin(), modules_.end(),
                     [&](const auto &m) { return m.second->file == file && m.second->isStd; });
}

void Checker::declaredAt(diag::Diagnostic &d, const ast::Name &name, const char *what) const {
  if (!isOfLibrary(name.span.file))
    d.cause(name.span, what ? what : "`" + name.text + "` is declared here");
}

template <class Named> static std::vector<std::pair<std::string, Span>> placesOf(const std::vector<Named> &list) {
  std::vector<std::pair<std::string, Span>> out;
  for (const Named &n : list)
    out.emplace_back(n.name.text, n.name.span);
  return out;
}

Checker::Declared Checker::declarationsOf(const std::vector<ast::Rule> &rules) { return placesOf(rules); }
Checker::Declared Checker::declarationsOf(const std::vector<ast::Param> &params) { return placesOf(params); }

Value Checker::notAvailable(const std::string &what, Span span) {
  report(Code::E0202, span, {what}).label("part of the language, but not of this release");
  return failed();
}

void Checker::suggestName(diag::Diagnostic &d, Span span, const std::string &name,
                          const std::vector<std::string> &legal, const char *listTitle, const Declared &declared) {
  if (auto near = diag::didYouMean(name, legal)) {
    d.propose("did you mean `" + *near + "`?", span, *near);
    // It may be the declaration that is misspelt.
    auto place = std::find_if(declared.begin(), declared.end(), [&](const auto &n) { return n.first == *near; });
    if (place != declared.end() && !isOfLibrary(place->second.file))
      d.cause(place->second, "`" + *near + "` is declared here");
  }
  if (!listTitle || legal.empty() || legal.size() > 24)
    return;
  d.note(std::string(listTitle) + " " + listed(legal));
}

std::string Checker::listed(const std::vector<std::string> &names) {
  std::string list;
  for (const std::string &name : names)
    list += (list.empty() ? "`" : ", `") + name + "`";
  return list;
}

/// Of a check, the parsing of the prelude takes longest but for that of a long recipe or of other modules, which goes
/// on meanwhile. The recipe may be the prelude itself: then it is not read a second time.
void Checker::beginPrelude(const std::string &rootText) {
  std::string resolved;
  auto text = world_.readModule("", kPrelude, false, resolved);
  isPreludeItself_ = text && *text == rootText;
  if (!text || isPreludeItself_)
    return;
  auto cache = options_.prelude ? options_.prelude : std::make_shared<PreludeCache>();
  preludeFile_ = sources_.add(kPrelude, *text);
  constexpr size_t isLong = 16 << 10;
  bool meanwhile = rootText.size() > isLong || rootText.find("use std.") != std::string::npos;
  parsedPrelude_ = cache->parse(preludeFile_, *text, meanwhile);
}

Module *Checker::loadPrelude() {
  if (auto known = modules_.find(kPrelude); known != modules_.end())
    return known->second.get();
  if (!parsedPrelude_.valid())
    return isPreludeItself_ ? root_ : nullptr;
  const PreludeCache::Parsed &parsed = parsedPrelude_.get();
  for (const diag::Diagnostic &d : parsed.diags.all())
    diags_.add(d);
  return addParsed(kPrelude, preludeFile_, parsed.tree, true);
}

void Checker::run(const std::string &path, std::string text) {
  stackBase_ = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  uint32_t file = sources_.add(path, std::move(text));
  beginPrelude(sources_.file(file).text);
  root_ = addParsed(path, file, syntax::parse(sources_, file, diags_).module, false);
  prelude_ = loadPrelude();
  if (!prelude_) {
    report(Code::E0601, {root_->file, 0, 0}, {kPrelude})
        .label("the standard library is missing")
        .suggest("the environment variable SMELT_STDLIB names the folder that has `prelude.recipe`");
    return;
  }
  for (const ast::Item *item : misplaced_)
    if (prelude_ != root_)
      report(Code::E0226, item->name.span)
          .label("only the standard library can")
          .suggest("give it a body: `fn " + item->name.text + "(...) -> ... = ...`");
  checkSettingsExist(*root_);
  for (const auto &[name, module] : modules_)
    if (!module->isStd && module.get() != root_)
      checkModule(*module);
  checkModule(*root_);
  if (!diags_.hasErrors() && !sourceLeftOut_) // else what is unused may be a consequence
    warnUnused(*root_);
}

std::shared_ptr<Program> check(diag::SourceMap &sources, const std::string &path, std::string text, World &world,
                               const CheckOptions &options, diag::Diagnostics &diags) {
  auto program = std::make_shared<Program>();
  auto checker = std::make_shared<Checker>(sources, world, options, diags, *program);
  checker->run(path, std::move(text));
  program->checker = checker;
  return program;
}

} // namespace smelt::sema
