import type { AllocationListStub } from './job-types.ts';

interface DriverInfo {
  Detected: boolean;
  Healthy: boolean;
  HealthDescription?: string;
}

export interface NodeListStub {
  ID: string;
  Name: string;
  Datacenter: string;
  NodePool?: string;
  Version: string;
  Drain: boolean;
  SchedulingEligibility: string;
  /** `initializing`, `ready`, `down` or `disconnected` */
  Status: string;
  Drivers?: Record<string, DriverInfo> | null;
  ModifyIndex: number;
}

export interface Node {
  ID: string;
  Name: string;
  /** Nomad 1.6 and later. */
  NodePool?: string;
  SchedulingEligibility: string;
  Status: string;
  StatusDescription?: string;
  Attributes: Record<string, string>;
  Drivers?: Record<string, DriverInfo> | null;
  DrainStrategy?: object | null;
  CSINodePlugins?: Record<string, CsiInfo> | null;
  HostVolumes?: Record<string, { ID?: string }> | null;
  NodeResources?: { Memory?: { MemoryMB: number } } | null;
  ModifyIndex: number;
}

/** A plugin's instance on one node. */
export interface CsiInfo {
  Healthy: boolean;
  UpdateTime?: string;
  /** Of a controller: what it can do, as far as Nomad knows. */
  ControllerInfo?: { SupportsAttachDetach?: boolean } | null;
}

export interface CsiPluginListStub {
  ID: string;
  ControllerRequired: boolean;
  ControllersHealthy: number;
  ControllersExpected: number;
  NodesHealthy: number;
  NodesExpected: number;
  ModifyIndex: number;
}

export interface CsiPlugin extends CsiPluginListStub {
  Controllers?: Record<string, CsiInfo> | null;
  Nodes?: Record<string, CsiInfo> | null;
  Allocations?: AllocationListStub[] | null;
}

/** What `volumes.register` and `volumes.create` send: Nomad's names, capacities in bytes. */
export interface CsiVolumeInput {
  ID: string;
  Name: string;
  PluginID: string;
  Namespace?: string;
  ExternalID?: string;
  CloneID?: string;
  SnapshotID?: string;
  RequestedCapacityMin?: number;
  RequestedCapacityMax?: number;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[];
  /** Only when the file states it outside a `capability` block, as files for Nomad before 1.1 do. */
  AccessMode?: string;
  AttachmentMode?: string;
  MountOptions?: { FSType?: string; MountFlags?: string[] | null } | null;
  RequestedTopologies?: {
    Required?: { Segments: Record<string, string> }[];
    Preferred?: { Segments: Record<string, string> }[];
  } | null;
  Secrets?: Record<string, string>;
  Parameters?: Record<string, string>;
  Context?: Record<string, string>;
}

export interface CsiVolumeListStub {
  ID: string;
  Name: string;
  Namespace: string;
}

export interface CsiVolume {
  ID: string;
  Namespace: string;
  ExternalID: string;
  PluginID: string;
  /** Mode of the present claims; empty while nothing claims the volume. */
  AccessMode: string;
  AttachmentMode: string;
  /** Bytes. */
  Capacity: number;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[] | null;
  Parameters?: Record<string, string> | null;
  /** What the driver says of the volume to itself: Nomad gives it back with each call. */
  Context?: Record<string, string> | null;
  Schedulable: boolean;
  /** Keyed by allocation id; the values are null in answers. */
  ReadAllocs?: Record<string, unknown> | null;
  WriteAllocs?: Record<string, unknown> | null;
  /** Stubs of the claiming allocations. */
  Allocations?: AllocationListStub[] | null;
  ModifyIndex: number;
}

export interface CsiSnapshot {
  ID: string;
}

export interface HostVolumeInput {
  Name: string;
  PluginID: string;
  Namespace?: string;
  NodeID?: string;
  RequestedCapabilities?: { AccessMode: string; AttachmentMode: string }[];
}

export interface HostVolume extends HostVolumeInput {
  ID: string;
  NodeID: string;
}

export interface RaftConfiguration {
  Servers: { ID: string; Node: string; Leader: boolean; Voter: boolean }[];
}

export interface AutopilotHealth {
  Healthy: boolean;
  Servers: { Name: string; Healthy: boolean; Version: string }[];
}

export interface AgentSelf {
  config: { Version: { Version: string } } & Record<string, unknown>;
  stats: Record<string, Record<string, string>>;
}

export interface AgentMember {
  Name: string;
  Status: string;
  Tags: Record<string, string>;
}

export interface AclToken {
  AccessorID: string;
  SecretID: string;
  Name: string;
  Type: string;
  Policies: string[] | null;
  Roles?: { ID: string; Name: string }[] | null;
}

/** A policy with its rules as Nomad reads them: `policy = "write"` is among the capabilities that it stands for. */
export interface AclPolicy {
  Name: string;
  Rules: string;
  RulesJSON?: {
    Namespaces?:
      | {
          Name: string;
          Capabilities?: string[] | null;
          Variables?: { Paths?: { PathSpec: string; Capabilities?: string[] | null }[] | null } | null;
        }[]
      | null;
    HostVolumes?: { Name: string; Capabilities?: string[] | null }[] | null;
    Node?: { Policy?: string } | null;
    Agent?: { Policy?: string } | null;
    Plugin?: { Policy?: string } | null;
  } | null;
}

export interface NamespaceInfo {
  Name: string;
}

export interface Variable {
  Path: string;
  Namespace?: string;
  Items: Record<string, string>;
}
