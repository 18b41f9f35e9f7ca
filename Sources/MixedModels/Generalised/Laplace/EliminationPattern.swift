/// Finds the pattern of the Cholesky factor of Λ'Z'WZΛ + I, unit by unit.
///
/// A unit's column has the units it shares rows with, and those that units eliminated before it bring
/// along (George & Liu 1981); the effects of a unit are one block.
final class EliminationPattern {
  private let structure = IndexBuffer()
  private let structureStarts = IndexBuffer()
  private let firstChild = IndexBuffer()
  private let nextSibling = IndexBuffer()
  private let marks = IndexBuffer()
  private let offsets = IndexBuffer()
  private let column = IndexBuffer()
  private let nodeStarts = IndexBuffer()
  private let nodeEffects = IndexBuffer()

  /// Writes the pattern into `factor`, and the places of the blocks of `pairs` in it.
  ///
  /// - Parameter groupings: in the order of elimination.
  func update(_ groupings: [EffectGrouping], _ pairs: [UnitPairs], _ factor: SymmetricFactor) {
    numberNodes(groupings)
    findStructure(groupings, pairs)
    expand(groupings, pairs, factor)
  }

  /// First nodes of the groupings, and first effects of the nodes.
  private func numberNodes(_ groupings: [EffectGrouping]) {
    nodeStarts.reserve(groupings.count + 1)
    nodeEffects.reserve(0)
    var effects: Int32 = 0
    for (index, grouping) in groupings.enumerated() {
      nodeStarts.base[index] = Int32(nodeEffects.count)
      for _ in 0..<grouping.unitCount {
        nodeEffects.append(effects)
        effects += Int32(grouping.order)
      }
    }
    nodeStarts.base[groupings.count] = Int32(nodeEffects.count)
    nodeEffects.append(effects)
  }

  private func findStructure(_ groupings: [EffectGrouping], _ pairs: [UnitPairs]) {
    let nodeCount = nodeEffects.count - 1
    structure.reserve(0)
    structureStarts.reserve(0)
    firstChild.fill(nodeCount, with: -1)
    nextSibling.fill(nodeCount, with: -1)
    marks.fill(nodeCount, with: -1)
    var node = 0
    for (index, grouping) in groupings.enumerated() {
      for unit in 0..<grouping.unitCount {
        structureStarts.append(Int32(structure.count))
        marks.base[node] = Int32(node)
        column.reserve(0)
        for pair in pairs where pair.columnGrouping == index && !pair.isDiagonal {
          let first = nodeStarts[pair.rowGrouping]
          for block in pair.columnStarts[unit]..<pair.columnStarts[unit + 1] {
            add(first + pair.rowUnits[block], to: node)
          }
        }
        var child = firstChild[node]
        while child >= 0 {
          for position in structureStarts[child]..<structureStarts[child + 1] {
            add(structure[position], to: node)
          }
          child = nextSibling[child]
        }
        close(node)
        node += 1
      }
    }
    structureStarts.append(Int32(structure.count))
  }

  private func add(_ row: Int, to node: Int) {
    guard marks[row] != node else { return }
    marks.base[row] = Int32(node)
    column.append(Int32(row))
  }

  /// Sorts a node's rows and hangs it under the first of them.
  private func close(_ node: Int) {
    sort(column.base, column.count)
    for index in 0..<column.count { structure.append(column.base[index]) }
    guard column.count > 0 else { return }
    let parent = column[0]
    nextSibling.base[node] = Int32(firstChild[parent])
    firstChild.base[parent] = Int32(node)
  }

  /// By insertion where there are few.
  private func sort(_ values: UnsafeMutablePointer<Int32>, _ count: Int) {
    if count > 40 {
      var all = UnsafeMutableBufferPointer(start: values, count: count)
      all.sort()
      return
    }
    var index = 1
    while index < count {
      let value = values[index]
      var place = index
      while place > 0 && values[place - 1] > value {
        values[place] = values[place - 1]
        place -= 1
      }
      values[place] = value
      index += 1
    }
  }

  /// From units to effects.
  private func expand(
    _ groupings: [EffectGrouping], _ pairs: [UnitPairs], _ factor: SymmetricFactor
  ) {
    factor.starts.reserve(0)
    factor.rows.reserve(0)
    offsets.reserve(nodeEffects.count)
    for pair in pairs { pair.places.reserve(pair.blockCount) }
    var node = 0
    for (index, grouping) in groupings.enumerated() {
      for unit in 0..<grouping.unitCount {
        let rows = structureStarts[node]..<structureStarts[node + 1]
        var offset: Int32 = 0
        for position in rows {
          let other = structure[position]
          offsets.base[other] = offset
          offset += nodeEffects.base[other + 1] - nodeEffects.base[other]
        }
        for effect in 0..<grouping.order {
          factor.starts.append(Int32(factor.rows.count))
          for own in effect + 1..<grouping.order {
            factor.rows.append(nodeEffects.base[node] + Int32(own))
          }
          for position in rows {
            let other = structure[position]
            for row in nodeEffects.base[other]..<nodeEffects.base[other + 1] {
              factor.rows.append(row)
            }
          }
        }
        for pair in pairs where pair.columnGrouping == index && !pair.isDiagonal {
          let first = nodeStarts[pair.rowGrouping]
          for block in pair.columnStarts[unit]..<pair.columnStarts[unit + 1] {
            pair.places.base[block] = offsets.base[first + pair.rowUnits[block]]
          }
        }
        node += 1
      }
    }
    factor.starts.append(Int32(factor.rows.count))
    factor.update(order: nodeEffects[nodeEffects.count - 1])
  }
}
