// A list that most nodes of the tree leave empty: a vector behind a pointer, so that an empty one costs eight bytes.
#pragma once
#include <memory>
#include <utility>
#include <vector>

namespace smelt::ast {

template <class T> class List {
public:
  List() = default;
  List(std::vector<T> all) { // NOLINT(google-explicit-constructor): a list is a vector to those who make one
    if (!all.empty())
      all_ = std::make_unique<std::vector<T>>(std::move(all));
  }

  const std::vector<T> &all() const {
    static const std::vector<T> none;
    return all_ ? *all_ : none;
  }
  operator const std::vector<T> &() const { return all(); } // NOLINT(google-explicit-constructor): and who read one

  bool empty() const { return !all_; }
  size_t size() const { return all().size(); }
  const T *begin() const { return all().data(); }
  const T *end() const { return all().data() + size(); }
  const T &operator[](size_t i) const { return (*all_)[i]; }
  const T &front() const { return all_->front(); }
  const T &back() const { return all_->back(); }
  void push_back(T one) {
    if (!all_)
      all_ = std::make_unique<std::vector<T>>();
    all_->push_back(std::move(one));
  }

private:
  std::unique_ptr<std::vector<T>> all_; ///< null where empty
};

} // namespace smelt::ast
