# A volume with a file system of its own, large enough for xfs.
variable "volume_id" {
  type = string
}

variable "plugin_id" {
  type    = string
  default = "hostpath"
}

variable "fs_type" {
  type = string
}

variable "capacity_min" {
  type    = string
  default = "320MiB"
}

type      = "csi"
id        = var.volume_id
name      = var.volume_id
plugin_id = var.plugin_id

capacity_min = var.capacity_min
capacity_max = "1GiB"

capability {
  access_mode     = "single-node-writer"
  attachment_mode = "file-system"
}

mount_options {
  fs_type     = var.fs_type
  mount_flags = ["noatime"]
}
